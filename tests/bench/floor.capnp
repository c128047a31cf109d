# What `cargo xtask bench server` measures Bellhop against: the least that a chat on workerd does (floor.mjs).

using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "floor", worker = .floor),
    (name = "storage", disk = (writable = true)),
  ],
  sockets = [(name = "http", address = "127.0.0.1:8080", http = (), service = "floor")],
);

const floor :Workerd.Worker = (
  modules = [(name = "floor.mjs", esModule = embed "floor.mjs")],
  compatibilityDate = "2026-11-01",
  bindings = [
    (name = "RELAY", durableObjectNamespace = "Relay"),
    (name = "STORED", durableObjectNamespace = "Stored"),
  ],
  durableObjectNamespaces = [
    (className = "Relay", uniqueKey = "floor-relay", enableSql = true),
    (className = "Stored", uniqueKey = "floor-stored", enableSql = true),
  ],
  durableObjectStorage = (localDisk = "storage"),
);
