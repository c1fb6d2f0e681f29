-- Prosody 0.12 for Hamlet: the local users of localhost, the gateway as imps.localhost, and rooms.localhost, a room
-- service for conversations that begin on phones. Everything is on loopback.
--
-- To try it, in a folder that you may write to:
--   mkdir data certs && cp -r CHECKOUT/config/prosody/* .
--   prosodyctl --config hamlet.cfg.lua register bob localhost SECRET
--   prosody -F --config hamlet.cfg.lua
-- As root add `run_as_root = true` below. It was not tried with Prosody 13.
--
-- To add the gateway to a server that runs already, take over the two parts marked [1] and [2], the setting
-- network_settings, and the folder modules/ into one of your plugin_paths; then reload.

-- Relative paths are relative to this file, but plugin_paths to data_path.
data_path = "data"
pidfile = "prosody.pid"
certificates = "certs"                 -- may be empty, must exist
plugin_paths = { "../modules" }
log = { info = "*console" }            -- "debug" costs most of the throughput

interfaces = { "127.0.0.1" }
local_interfaces = { "127.0.0.1" }
c2s_ports = { 5222 }
c2s_direct_tls_ports = { }
http_interfaces = { "127.0.0.1" }
http_ports = { 5280 }                  -- ws://127.0.0.1:5280/xmpp-websocket
https_ports = { }
component_interfaces = { "127.0.0.1" } -- the component protocol has no encryption: keep it on loopback
component_ports = { 5347 }

modules_enabled = {
	"roster", "saslauth", "disco", "posix", "ping", "presence", "message", "iq", "offline",
	"private", "blocklist", "carbons", "pep", "vcard4", "vcard_legacy", "version", "time",
	"smacks", "websocket",
}
modules_disabled = { "s2s", "tls" }    -- talks to no other server; without encryption, which only loopback may do

authentication = "internal_hashed"
c2s_require_encryption = false
allow_registration = false

-- Without this each burst of presence in a room waits about 45 ms (Nagle's algorithm against delayed ACK).
-- The key is "nagle"; "nodelay" is accepted without a word and does nothing.
network_settings = { nagle = false }

-- The largest stanza that a component may send. Beyond it Prosody closes the component's stream.
component_stanza_size_limit = 512 * 1024

VirtualHost "localhost"
	disco_items = { { "rooms.localhost", "Conversations" }, { "imps.localhost", "IMPS" } }

-- [1] The gateway. The same domain and secret stand in Hamlet's configuration.
Component "imps.localhost"
	component_secret = "change-me"
	-- The default, "kick_new", refuses a restarted gateway while its dead connection lingers.
	component_conflict_resolve = "kick_old"

-- [2] The rooms. Every default is what an IMPS conversation needs, and only the gateway creates rooms here: whoever
-- came to the address of a conversation that is over would own a new room under its name otherwise.
-- mod_imps_rooms keeps <continue/> in invitations and refuses private messages, which Prosody 0.12 cannot do by itself.
-- Without it, leave out the line modules_enabled: Jabber clients then don't learn which chat a room continues, and
-- members can whisper.
Component "rooms.localhost" "muc"
	name = "Conversations"
	modules_enabled = { "imps_rooms" }
	restrict_room_creation = true      -- only the admins of this component
	admins = { "service@imps.localhost" }
	muc_room_locking = false           -- usable at once: there is nothing left to configure
	muc_room_default_persistent = false
	muc_room_default_public = false
	muc_room_default_members_only = true
	muc_room_default_allow_member_invites = true
	muc_room_default_change_subject = false
	muc_room_default_moderated = false
	muc_room_default_public_jids = false
	muc_room_default_history_length = 0
	max_history_messages = 0           -- the ceiling: no room can be configured to show history
	-- The gateway's own occupant is a moderator, and not shown.
	muc_room_default_presence_broadcast = { visitor = true, participant = true, moderator = false }
