// The OpenID provider of the tests: `oidc-provider` with its own login page, where everybody can sign
// in as whoever they say. Arguments: its module, the port, and where it sends people back to.
import { generateKeyPairSync } from "node:crypto";

const [modulePath, port, redirect] = process.argv.slice(2);
const { Provider } = await import(modulePath);

const key = (kind, options) => generateKeyPairSync(kind, options).privateKey.export({ format: "jwk" });
const client = (client_id, alg, method) => ({
  client_id,
  client_secret: `the secret of ${client_id}`,
  redirect_uris: [redirect],
  id_token_signed_response_alg: alg,
  token_endpoint_auth_method: method,
});

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [
    client("bellhop-rsa", "RS256", "client_secret_basic"),
    client("bellhop-ec", "ES256", "client_secret_basic"),
  ],
  jwks: {
    keys: [
      { ...key("rsa", { modulusLength: 2048 }), use: "sig", alg: "RS256", kid: "rsa" },
      { ...key("ec", { namedCurve: "P-256" }), use: "sig", alg: "ES256", kid: "ec" },
    ],
  },
  claims: { openid: ["sub"], email: ["email", "email_verified"] },
  cookies: { keys: ["the cookies of the tests"] },
  pkce: { required: () => true },
  // Whose address begins with `unverified` has not proved it.
  findAccount: (_, id) => ({
    accountId: id,
    claims: () => ({ sub: id, email: id, email_verified: !id.startsWith("unverified") }),
  }),
});
provider.listen(Number(port), "127.0.0.1");
