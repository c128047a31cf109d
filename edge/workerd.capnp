# Bellhop on one machine: one workerd, its storage in a folder.
#
# `cargo xtask package` compiles this into the server that `bellhop serve` starts; docs/deploy.md shows how to start
# workerd with it from a clone. All folders must exist. Put a proxy that ends TLS in front, and let workerd listen
# where only the proxy reaches it.

using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "bellhop", worker = .bellhop),
    # The objects' SQLite files. Losing this folder is losing the chats.
    (name = "storage", disk = (writable = true)),
    # What the build put into www/dist. A disk service knows no content types: the worker does.
    (name = "dist", disk = (writable = false)),
    # The same files, compressed by the build. On Cloudflare this is missing: the platform compresses.
    (name = "compressed", disk = (writable = false)),
    # Where the mail server is, which may be a machine of your own (docs/mail.md). Nothing else goes there:
    # what others can name an address for reaches public addresses only.
    (name = "mail", network = (allow = ["public", "private"], tlsOptions = (trustBrowserCas = true))),
  ],
  sockets = [(name = "http", address = "127.0.0.1:8080", http = .http, service = "bellhop")],
  logging = .logging,
);

# One JSON object a line.
const logging :Workerd.LoggingOptions = (structuredLogging = true);

# The proxy says in this header how people reached it: our origin, and with it cookies, policies and
# redirects, follow from that. There is no `cfBlobHeader`: a value in it that can't be read crashes the worker, and
# a proxy may pass on what a stranger sent.
const http :Workerd.HttpOptions = (forwardedProtoHeader = "X-Forwarded-Proto");

const bellhop :Workerd.Worker = (
  modules = [
    (name = "index.js", esModule = embed "build/index.js"),
    (name = "index_bg.wasm", wasm = embed "build/index_bg.wasm"),
  ],
  compatibilityDate = "2026-11-01",
  bindings = [
    (name = "ASSETS", service = "dist"),
    (name = "COMPRESSED", service = "compressed"),
    (name = "MAIL_NETWORK", service = "mail"),
    (name = "DEPLOYMENT", durableObjectNamespace = "Deployment"),
    (name = "SITE", durableObjectNamespace = "Site"),
    (name = "DESK", durableObjectNamespace = "Desk"),
    (name = "CONVERSATION", durableObjectNamespace = "Conversation"),
    (name = "BELLHOP_SECRET", fromEnvironment = "BELLHOP_SECRET"),
    (name = "BELLHOP_OPERATOR_TOKEN", fromEnvironment = "BELLHOP_OPERATOR_TOKEN"),
    # May be left out: what they were before, as long as that is accepted (docs/deploy.md).
    (name = "BELLHOP_SECRET_BEFORE", fromEnvironment = "BELLHOP_SECRET_BEFORE"),
    (name = "BELLHOP_SECRET_RETIRED", fromEnvironment = "BELLHOP_SECRET_RETIRED"),
    (name = "BELLHOP_OPERATOR_TOKEN_BEFORE", fromEnvironment = "BELLHOP_OPERATOR_TOKEN_BEFORE"),
    # May be left out: the host of one more push service (docs/push.md).
    (name = "BELLHOP_PUSH_HOST", fromEnvironment = "BELLHOP_PUSH_HOST"),
    # May be left out: the header in which the proxy tells the client's address (docs/limits.md).
    (name = "BELLHOP_ADDRESS_HEADER", fromEnvironment = "BELLHOP_ADDRESS_HEADER"),
    # May be left out: the headers in which the proxy tells country, region and city (docs/deploy.md).
    (name = "BELLHOP_PLACE_HEADERS", fromEnvironment = "BELLHOP_PLACE_HEADERS"),
    # May be left out: the mail server, the sender, and the address of the console (docs/mail.md).
    (name = "BELLHOP_MAIL", fromEnvironment = "BELLHOP_MAIL"),
    (name = "BELLHOP_MAIL_FROM", fromEnvironment = "BELLHOP_MAIL_FROM"),
    (name = "BELLHOP_ORIGIN", fromEnvironment = "BELLHOP_ORIGIN"),
    # May be left out: where replies to answers go, and the secret of who posts them here (docs/mail.md).
    (name = "BELLHOP_MAIL_REPLY", fromEnvironment = "BELLHOP_MAIL_REPLY"),
    (name = "BELLHOP_INBOUND_SECRET", fromEnvironment = "BELLHOP_INBOUND_SECRET"),
    # May be left out: `yes` lets the installation check fetch pages of this machine, and single sign-on
    # ask providers on it (docs/deploy.md).
    (name = "BELLHOP_LOCAL_PAGES", fromEnvironment = "BELLHOP_LOCAL_PAGES"),
    # May be left out: `yes` lets webhooks go to private networks (docs/webhooks.md).
    (name = "BELLHOP_PRIVATE_WEBHOOKS", fromEnvironment = "BELLHOP_PRIVATE_WEBHOOKS"),
  ],
  # The keys name the folders in `storage`: a changed key is an empty object.
  durableObjectNamespaces = [
    (className = "Deployment", uniqueKey = "bellhop-deployment", enableSql = true),
    (className = "Site", uniqueKey = "bellhop-site", enableSql = true),
    (className = "Desk", uniqueKey = "bellhop-desk", enableSql = true),
    (className = "Conversation", uniqueKey = "bellhop-conversation", enableSql = true),
  ],
  durableObjectStorage = (localDisk = "storage"),
);
