import { NS } from "../namespaces.js";
import type { Profile } from "../operations.js";
import { childText, type Element, textElement, xml } from "../xml.js";

/** A profile as XEP-0054 writes it. */
export function vcardElement({ nickname, fullName, url, photo }: Profile): Element {
  return xml(
    "vCard",
    { xmlns: NS.vcard },
    textElement("FN", fullName),
    textElement("NICKNAME", nickname),
    textElement("URL", url),
    photo && xml("PHOTO", {}, xml("TYPE", {}, photo.type), xml("BINVAL", {}, photo.base64)),
  );
}

/** What of a vCard phones can show. A photo that is only linked to is left out. */
export function profileOf(vcard: Element | undefined): Profile {
  const nickname = childText(vcard, "NICKNAME");
  const fullName = childText(vcard, "FN");
  const url = childText(vcard, "URL");
  const photo = photoOf(vcard?.getChild("PHOTO"));
  return {
    ...(nickname !== undefined && { nickname }),
    ...(fullName !== undefined && { fullName }),
    ...(url !== undefined && { url }),
    ...(photo !== undefined && { photo }),
  };
}

function photoOf(photo: Element | undefined): Profile["photo"] {
  const base64 = childText(photo, "BINVAL")?.replaceAll(/\s/g, "");
  return base64 === undefined ? undefined : { type: childText(photo, "TYPE") ?? "image/jpeg", base64 };
}
