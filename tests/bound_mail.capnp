# The same worker as edge/workerd.capnp, with a binding like Cloudflare's `send_email` (tests/bound_mail.mjs).

using Workerd = import "/workerd/workerd.capnp";
using Bellhop = import "../edge/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "bellhop", worker = .bound),
    (name = "mailer", worker = .mailer),
    (name = "storage", disk = (writable = true)),
    (name = "dist", disk = (writable = false)),
    (name = "compressed", disk = (writable = false)),
    (name = "internet", network = (allow = ["public", "private"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:8080", http = Bellhop.http, service = "bellhop")],
  logging = Bellhop.logging,
);

const mailer :Workerd.Worker = (
  modules = [(name = "bound_mail.mjs", esModule = embed "bound_mail.mjs")],
  compatibilityDate = "2026-11-01",
  bindings = [(name = "HOOK", fromEnvironment = "BELLHOP_TEST_HOOK")],
);

const bound :Workerd.Worker = (
  modules = [
    (name = "index.js", esModule = embed "../edge/build/index.js"),
    (name = "index_bg.wasm", wasm = embed "../edge/build/index_bg.wasm"),
  ],
  compatibilityDate = "2026-11-01",
  bindings = [
    (name = "ASSETS", service = "dist"),
    (name = "COMPRESSED", service = "compressed"),
    (name = "SEND_EMAIL", service = (name = "mailer", entrypoint = "Mailer")),
    (name = "DEPLOYMENT", durableObjectNamespace = "Deployment"),
    (name = "SITE", durableObjectNamespace = "Site"),
    (name = "DESK", durableObjectNamespace = "Desk"),
    (name = "CONVERSATION", durableObjectNamespace = "Conversation"),
    (name = "BELLHOP_SECRET", fromEnvironment = "BELLHOP_SECRET"),
    (name = "BELLHOP_OPERATOR_TOKEN", fromEnvironment = "BELLHOP_OPERATOR_TOKEN"),
    (name = "BELLHOP_MAIL_FROM", fromEnvironment = "BELLHOP_MAIL_FROM"),
    (name = "BELLHOP_ORIGIN", fromEnvironment = "BELLHOP_ORIGIN"),
  ],
  durableObjectNamespaces = [
    (className = "Deployment", uniqueKey = "bellhop-deployment", enableSql = true),
    (className = "Site", uniqueKey = "bellhop-site", enableSql = true),
    (className = "Desk", uniqueKey = "bellhop-desk", enableSql = true),
    (className = "Conversation", uniqueKey = "bellhop-conversation", enableSql = true),
  ],
  durableObjectStorage = (localDisk = "storage"),
);
