# The same worker as edge/workerd.capnp, which can be told that no limit holds (`BELLHOP_LIMITS=off`): one chat may send
# 60 frames in 3 seconds, and what is measured here is what lies behind that.

using Workerd = import "/workerd/workerd.capnp";
using Bellhop = import "../../edge/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "bellhop", worker = .bellhop),
    (name = "storage", disk = (writable = true)),
    (name = "dist", disk = (writable = false)),
    (name = "compressed", disk = (writable = false)),
  ],
  sockets = [(name = "http", address = "127.0.0.1:8080", http = Bellhop.http, service = "bellhop")],
  logging = Bellhop.logging,
);

const bellhop :Workerd.Worker = (
  modules = [
    (name = "index.js", esModule = embed "../../edge/build/index.js"),
    (name = "index_bg.wasm", wasm = embed "../../edge/build/index_bg.wasm"),
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
    (name = "BELLHOP_LIMITS", fromEnvironment = "BELLHOP_LIMITS"),
  ],
  durableObjectNamespaces = [
    (className = "Deployment", uniqueKey = "bellhop-deployment", enableSql = true),
    (className = "Site", uniqueKey = "bellhop-site", enableSql = true),
    (className = "Desk", uniqueKey = "bellhop-desk", enableSql = true),
    (className = "Conversation", uniqueKey = "bellhop-conversation", enableSql = true),
  ],
  durableObjectStorage = (localDisk = "storage"),
);
