# The same worker as edge/workerd.capnp, which in tests may also call this machine: the tests' own push
# service listens here. Everywhere else it reaches public addresses only.

using Workerd = import "/workerd/workerd.capnp";
using Bellhop = import "../edge/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "bellhop", worker = Bellhop.bellhop),
    (name = "storage", disk = (writable = true)),
    (name = "dist", disk = (writable = false)),
    (name = "compressed", disk = (writable = false)),
    # Trusts the certificate of the tests' mail server, and no other.
    (name = "mail", network = (
      allow = ["public", "private"],
      tlsOptions = (trustedCertificates = [embed "fixtures/mail/certificate.pem"]),
    )),
    (name = "internet", network = (allow = ["public", "private"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:8080", http = Bellhop.http, service = "bellhop")],
  logging = Bellhop.logging,
);
