/**
 * The shapes of docs/protocol.md, for editors and reviewers; nothing here runs.
 *
 * @typedef {{on: boolean, from: string, until: string}} QuietHours
 * @typedef {{id: number, username: string, display_name: string, avatar: string, role: string, verified: boolean}} Sender
 * @typedef {Sender & {country: ?string, is_online: boolean}} User
 * @typedef {User & {email: ?string, language: ?string, theme: ?string, has_password: boolean, session_id: string,
 *   created_at: string, quiet_hours: QuietHours}} Me
 * @typedef {{emoji: string, count: number, user_ids: number[]}} Reaction
 * @typedef {{id: number, room_id: number, seq: number, changed: number, client_id: ?string, sender: Sender, content: string,
 *   html: ?string, mentions: number[], message_type: string, reply_to: ?number, reactions: Reaction[], created_at: string,
 *   edited_at: ?string, deleted: boolean}} Message
 * @typedef {"post"|"accept"|"invite"|"change"|"moderate"|"take"|"assign"|"close"|"leave"} Verb
 * @typedef {{id: number, type: "lobby"|"dm"|"group"|"support", name: ?string, head: number, member_count: number,
 *   invite_only: boolean, share_id: ?string, peer: ?User, created_by: ?number, created_at: string, updated_at: string,
 *   unread: number, last_read_seq: number, mention_seq: ?number, peer_read_seq: ?number,
 *   notifications: "all"|"mentions"|"nothing", closed: boolean, request: boolean, role: "owner"|"admin"|"member", can: Verb[],
 *   last_message: ?Message, members?: User[]}} Room
 * @typedef {{key: string, values: Object<string, string|number>}} Reason
 * @typedef {{code: string, type?: string, message: string, key?: string, values?: Object<string, string|number>,
 *   fields?: Object<string, string>, faults?: Object<string, Reason>, retry_after?: number}} Fault
 * @typedef {{messages: Message[], head: number, has_more: boolean}} Page
 * @typedef {{client_id: string, room_id: number, content: string, reply_to: ?number, order: number,
 *   state: "pending"|"failed", error: ?Fault}} Pending
 * @typedef {(command: string, payload: Object, timeout?: number) => Promise<any>} Ask
 */
export {};
