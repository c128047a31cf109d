# The same worker as edge/workerd.capnp, with everything counted that Cloudflare bills (tests/counted.mjs).

using Workerd = import "/workerd/workerd.capnp";
using Bellhop = import "../edge/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "bellhop", worker = .counted),
    (name = "storage", disk = (writable = true)),
    (name = "dist", disk = (writable = false)),
    (name = "compressed", disk = (writable = false)),
  ],
  sockets = [(name = "http", address = "127.0.0.1:8080", http = Bellhop.http, service = "bellhop")],
  logging = Bellhop.logging,
);

const counted :Workerd.Worker = (
  modules = [
    (name = "counted.mjs", esModule = embed "counted.mjs"),
    (name = "bellhop.js", esModule = embed "../edge/build/index.js"),
    (name = "index_bg.wasm", wasm = embed "../edge/build/index_bg.wasm"),
  ],
  compatibilityDate = "2026-11-01",
  bindings = [
    (name = "ASSETS", service = "dist"),
    (name = "COMPRESSED", service = "compressed"),
    (name = "DEPLOYMENT", durableObjectNamespace = "Deployment"),
    (name = "SITE", durableObjectNamespace = "Site"),
    (name = "DESK", durableObjectNamespace = "Desk"),
    (name = "CONVERSATION", durableObjectNamespace = "Conversation"),
    (name = "BELLHOP_SECRET", fromEnvironment = "BELLHOP_SECRET"),
    (name = "BELLHOP_OPERATOR_TOKEN", fromEnvironment = "BELLHOP_OPERATOR_TOKEN"),
  ],
  durableObjectNamespaces = [
    (className = "Deployment", uniqueKey = "bellhop-deployment", enableSql = true),
    (className = "Site", uniqueKey = "bellhop-site", enableSql = true),
    (className = "Desk", uniqueKey = "bellhop-desk", enableSql = true),
    (className = "Conversation", uniqueKey = "bellhop-conversation", enableSql = true),
  ],
  durableObjectStorage = (localDisk = "storage"),
);
