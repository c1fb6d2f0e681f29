/*
 * libwbxml's side of the codec benchmark.
 *
 *   libwbxml decode|encode LANGUAGE FILE [LANGUAGE FILE]...
 *
 * LANGUAGE is CSP11 or CSP12, FILE a WBXML document. The first line printed has one sign a document: + if libwbxml
 * converts it to XML and that XML back to WBXML, - if not. Then, for each line of input "INDEX MILLISECONDS", where
 * INDEX is that of one document or -1 for all that convert, it converts for that long by its processor time and
 * prints a line "DOCUMENTS NANOSECONDS".
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <wbxml/wbxml.h>

/* As many conversions between two looks at the clock as make the looks cheap. */
#define BATCH 64
#define LONGEST (1L << 20)

typedef struct {
    WB_UTINY *wbxml, *xml;
    WB_ULONG wbxml_length, xml_length;
    WBXMLConvWBXML2XML *decoder;
    int converts;
} Document;

static WBXMLConvWBXML2XML *decoders[2];
static WBXMLConvXML2WBXML *encoder;

static void give_up(const char *what, const char *about)
{
    fprintf(stderr, "libwbxml benchmark: %s %s\n", what, about);
    exit(1);
}

static WBXMLConvWBXML2XML *make_decoder(WBXMLLanguage language)
{
    WBXMLConvWBXML2XML *decoder = NULL;
    if (wbxml_conv_wbxml2xml_create(&decoder) != WBXML_OK) give_up("cannot make", "a decoder");
    /* The cheapest form, and the number of 1.2 is unknown to libwbxml. */
    wbxml_conv_wbxml2xml_set_gen_type(decoder, WBXML_GEN_XML_COMPACT);
    wbxml_conv_wbxml2xml_set_language(decoder, language);
    return decoder;
}

static WBXMLError decode(const Document *document, WB_UTINY **xml, WB_ULONG *length)
{
    return wbxml_conv_wbxml2xml_run(document->decoder, document->wbxml, document->wbxml_length, xml, length);
}

static WBXMLError encode(const Document *document, WB_UTINY **wbxml, WB_ULONG *length)
{
    return wbxml_conv_xml2wbxml_run(encoder, document->xml, document->xml_length, wbxml, length);
}

static void load(Document *document, const char *language, const char *path)
{
    WB_UTINY *back = NULL;
    WB_ULONG back_length = 0;
    FILE *file = fopen(path, "rb");
    if (file == NULL) give_up("cannot open", path);
    document->wbxml = malloc(LONGEST);
    document->wbxml_length = fread(document->wbxml, 1, LONGEST, file);
    fclose(file);
    document->decoder = decoders[strcmp(language, "CSP12") == 0];
    document->converts = decode(document, &document->xml, &document->xml_length) == WBXML_OK
        && encode(document, &back, &back_length) == WBXML_OK && back_length > 0;
    free(back);
}

/* Processor time: what else the machine does hardly counts. */
static double nanoseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return now.tv_sec * 1e9 + now.tv_nsec;
}

static void convert(const Document *document, int decodes)
{
    WB_UTINY *output = NULL;
    WB_ULONG length = 0;
    WBXMLError error = decodes ? decode(document, &output, &length) : encode(document, &output, &length);
    if (error != WBXML_OK) give_up("a conversion failed:", (const char *)wbxml_errors_string(error));
    free(output);
}

static void round_of(const Document *documents, int count, int only, double milliseconds, int decodes)
{
    long done = 0;
    int next = only < 0 ? 0 : only;
    double start = nanoseconds(), spent = 0;
    while (spent < milliseconds * 1e6) {
        for (int i = 0; i < BATCH;) {
            if (documents[next].converts) {
                convert(&documents[next], decodes);
                i++;
            }
            if (only < 0) next = (next + 1) % count;
        }
        done += BATCH;
        spent = nanoseconds() - start;
    }
    printf("%ld %.0f\n", done, spent);
    fflush(stdout);
}

int main(int count_of_words, char **words)
{
    int count = (count_of_words - 2) / 2, only;
    double milliseconds;
    if (count < 1) give_up("needs", "decode or encode, and documents");
    int decodes = strcmp(words[1], "decode") == 0;
    Document *documents = calloc(count, sizeof *documents);
    decoders[0] = make_decoder(WBXML_LANG_WV_CSP11);
    decoders[1] = make_decoder(WBXML_LANG_WV_CSP12);
    if (wbxml_conv_xml2wbxml_create(&encoder) != WBXML_OK) give_up("cannot make", "an encoder");
    for (int i = 0; i < count; i++) {
        load(&documents[i], words[2 + 2 * i], words[3 + 2 * i]);
        putchar(documents[i].converts ? '+' : '-');
    }
    putchar('\n');
    fflush(stdout);
    while (scanf("%d %lf", &only, &milliseconds) == 2) round_of(documents, count, only, milliseconds, decodes);
    return 0;
}
