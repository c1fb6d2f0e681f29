import type { FieldsOf, KnownContent, PrimitiveName } from "../../../src/csp/index.js";
import type { ContentOf } from "./inbox.js";
import { Phone, type PhoneOptions } from "./phone.js";

type Attributes = FieldsOf<"UpdatePresence-Request">["PresenceSubList"];

export interface SendOptions {
  /** Whether a delivery report is asked for. */
  readonly report?: boolean;
  /** Whether the recipient is a group. */
  readonly group?: boolean;
  readonly contentType?: string;
  readonly encoding?: "None" | "BASE64";
}

export interface InviteOptions {
  readonly id?: string;
  readonly type?: string;
  readonly group?: string;
  readonly note?: string;
}

export interface ExtendOptions {
  readonly id?: string;
  readonly subscribe?: boolean;
  readonly welcomeNote?: string;
  readonly inviteNote?: string;
}

type SearchElement = NonNullable<
  NonNullable<ContentOf<"Search-Request">["SearchPairList"]>[number]["SearchElement"]
>;

/**
 * An emulated phone with what its owner can do. Each method throws `Refused` if the server refuses; `request` returns
 * the answer instead.
 */
export class Handset extends Phone {
  #ids = 0;

  /** A phone that is logged in. */
  static async loggedIn(options: PhoneOptions): Promise<Handset> {
    const handset = new Handset(options);
    try {
      await handset.login();
    } catch (error) {
      handset.close();
      throw error;
    }
    return handset;
  }

  /** Logs in; Android then looks itself up and tells of its client before it is usable. */
  override async login(): Promise<void> {
    await super.login();
    if (this.profile.answers === undefined || this.profile.posts > 1) return;
    await this.request({ kind: "GetPresence-Request", User: [{ UserID: this.userId }] });
    await this.updatePresence({
      ClientInfo: {
        Qualifier: true,
        ClientType: "MOBILE_PHONE",
        ClientProducer: "MOKIA",
        ClientVersion: "0.1",
      },
    });
  }

  /** Sends a text. @returns MessageID, where the server gave one */
  async sendMessage(to: string, text: string, options: SendOptions = {}): Promise<string | undefined> {
    const { report = false, group = false, contentType = "text/plain", encoding } = options;
    const { MessageID } = await this.expect(
      {
        kind: "SendMessage-Request",
        DeliveryReport: report,
        MessageInfo: {
          ContentType: contentType,
          ...(encoding !== undefined && { ContentEncoding: encoding }),
          ContentSize: Buffer.byteLength(text),
          Recipient: group ? { Group: [{ GroupID: to }] } : { User: [{ UserID: to }] },
          Sender: { User: { UserID: this.userId } },
        },
        ContentData: text,
      },
      "SendMessage-Response",
    );
    return MessageID;
  }

  async join(group: string, screenName: string): Promise<ContentOf<"JoinGroup-Response">> {
    this.joined.add(group.toLowerCase());
    return this.expect(
      {
        kind: "JoinGroup-Request",
        GroupID: group,
        ScreenName: { SName: screenName, GroupID: group },
        JoinedRequest: true,
        SubscribeNotification: true,
      },
      "JoinGroup-Response",
    );
  }

  /** Notices of the group are told from the start. */
  async createGroup(
    group: string,
    screenName: string,
    properties: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    this.joined.add(group.toLowerCase());
    const Property = Object.entries(properties).map(([Name, Value]) => ({ Name, Value }));
    await this.ok({
      kind: "CreateGroup-Request",
      GroupID: group,
      GroupProperties: { Property },
      JoinGroup: true,
      ScreenName: { SName: screenName, GroupID: group },
      SubscribeNotification: true,
    });
  }

  /** A search by one pair. @returns the ids of groups in the answer */
  async findGroups(SearchElement: SearchElement, SearchString: string): Promise<readonly string[]> {
    const SearchPairList = [{ SearchElement, SearchString }];
    const search = { kind: "Search-Request", SearchPairList, SearchLimit: 50 } as const;
    const { SearchResult } = await this.expect(search, "Search-Response");
    return SearchResult?.GroupList?.GroupID ?? [];
  }

  async leave(group: string): Promise<void> {
    await this.expect({ kind: "LeaveGroup-Request", GroupID: group }, "Status", "LeaveGroup-Response");
    this.joined.delete(group.toLowerCase());
  }

  /** Names the phone as a member, so that messages of a group are no surprise to it. */
  knowGroup(group: string): void {
    this.joined.add(group.toLowerCase());
  }

  /** @returns InviteID */
  async invite(user: string, { id = this.newId("invite"), type = "GR", group, note }: InviteOptions = {}) {
    await this.ok({
      kind: "Invite-Request",
      InviteID: id,
      InviteType: type,
      Recipient: { User: [{ UserID: user }] },
      ...(group !== undefined && { GroupID: group }),
      ...(note !== undefined && { InviteNote: note }),
    });
    return id;
  }

  /** Answers an invitation as the client program does: by the name of the inviting user, or of nobody. */
  async answerInvitation(
    { InviteID, Sender }: ContentOf<"InviteUser-Request">,
    isAccepted: boolean,
  ): Promise<void> {
    await this.ok({
      kind: "InviteUser-Response",
      InviteID,
      Acceptance: isAccepted,
      ...(Sender.User !== undefined && { User: { UserID: Sender.User.UserID } }),
    });
  }

  /**
   * Asks for a conversation with one user to be extended to others (CSP 1.3).
   * @returns ExtendConversationID
   */
  async extendConversation(
    peer: string,
    others: readonly string[],
    options: ExtendOptions = {},
  ): Promise<string> {
    const { id = this.newId("conversation"), subscribe = true, welcomeNote, inviteNote } = options;
    await this.ok({
      kind: "ExtendConversation-Request",
      ExtendConversationID: id,
      UserIDList: { UserID: others },
      ExtendConversationUser: [{ UserID: peer }],
      SubscribeNotification: subscribe,
      ...(inviteNote !== undefined && { InviteNote: inviteNote }),
      ...(welcomeNote !== undefined && {
        WelcomeNote: { ContentType: "text/plain", ContentData: welcomeNote },
      }),
    });
    return id;
  }

  getLists(): Promise<ContentOf<"GetList-Response">> {
    return this.expect({ kind: "GetList-Request" }, "GetList-Response");
  }

  /** The contacts of a list. */
  getList(list: string): Promise<ContentOf<"ListManage-Response">> {
    return this.expect(
      { kind: "ListManage-Request", ContactList: list, ReceiveList: true },
      "ListManage-Response",
    );
  }

  async createList(list: string, contacts: Readonly<Record<string, string>> = {}): Promise<void> {
    await this.expect(
      { kind: "CreateList-Request", ContactList: list, NickList: { NickName: nicks(contacts) } },
      "Status",
      "CreateList-Response",
    );
  }

  async deleteList(list: string): Promise<void> {
    await this.ok({ kind: "DeleteList-Request", ContactList: list });
  }

  /** @param contacts names by UserID */
  addContacts(list: string, contacts: Readonly<Record<string, string>>) {
    return this.expect(
      {
        kind: "ListManage-Request",
        ContactList: list,
        AddNickList: { NickName: nicks(contacts) },
        ReceiveList: false,
      },
      "ListManage-Response",
    );
  }

  removeContacts(list: string, ...users: readonly string[]) {
    return this.expect(
      {
        kind: "ListManage-Request",
        ContactList: list,
        RemoveNickList: { UserID: users },
        ReceiveList: false,
      },
      "ListManage-Response",
    );
  }

  async subscribe(...users: readonly string[]): Promise<void> {
    await this.ok({ kind: "SubscribePresence-Request", User: users.map((UserID) => ({ UserID })) });
  }

  async subscribeList(list: string): Promise<void> {
    await this.ok({ kind: "SubscribePresence-Request", ContactList: [list], AutoSubscribe: true });
  }

  async unsubscribe(...users: readonly string[]): Promise<void> {
    await this.ok({ kind: "UnsubscribePresence-Request", User: users.map((UserID) => ({ UserID })) });
  }

  getPresence(...users: readonly string[]): Promise<ContentOf<"GetPresence-Response">> {
    return this.expect(
      { kind: "GetPresence-Request", User: users.map((UserID) => ({ UserID })) },
      "GetPresence-Response",
    );
  }

  async updatePresence(attributes: Attributes): Promise<void> {
    await this.ok({ kind: "UpdatePresence-Request", PresenceSubList: attributes });
  }

  /** Decides on a request to see the presence. */
  async authorize(user: string, isAccepted: boolean): Promise<void> {
    await this.ok({ kind: "PresenceAuth-User", UserID: user, Acceptance: isAccepted });
  }

  async block(...users: readonly string[]): Promise<void> {
    const inUse = this.version === "1.3" ? { BlockListInUse: true } : {};
    const list = this.version === "1.3" ? {} : { InUse: true };
    await this.ok({
      kind: "BlockEntity-Request",
      ...inUse,
      BlockList: { ...list, AddList: { UserID: users } },
    });
  }

  async unblock(...users: readonly string[]): Promise<void> {
    await this.ok({ kind: "BlockEntity-Request", BlockList: { RemoveList: { UserID: users } } });
  }

  keepAlive(): Promise<ContentOf<"KeepAlive-Response">> {
    return this.expect({ kind: "KeepAlive-Request" }, "KeepAlive-Response");
  }

  async logout(): Promise<void> {
    await this.expect({ kind: "Logout-Request" }, "Status", "Disconnect");
    this.end();
  }

  /** Sends a request that has no answer but a Status. */
  async ok(content: KnownContent): Promise<void> {
    const expected: PrimitiveName = "Status";
    await this.expect(content, expected);
  }

  protected newId(of: string): string {
    this.#ids++;
    return `${of}${this.#ids}`;
  }
}

function nicks(contacts: Readonly<Record<string, string>>) {
  return Object.entries(contacts).map(([UserID, Name]) => ({ Name, UserID }));
}
