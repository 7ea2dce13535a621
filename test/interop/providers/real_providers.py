# SPDX-License-Identifier: BSL-1.0
"""Our relying party at providers that others wrote: the certified oidc-provider, with and without TLS, and Glewlwyd.

usage: real_providers.py DRIVER
DRIVER is the program sign_in_driver, which does what it is told line by line. Ends with "N passed, N failed, N skipped", and with
status 77 if a provider could not be had: what was not tried there has not passed.
"""
import base64
import hashlib
import http.server
import json
import pathlib
import ssl
import subprocess
import sys
import tempfile
import threading
import traceback

here = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(here), str(here.parent.parent / "engines")]
import glewlwyd  # noqa: E402
from certified import Certified  # noqa: E402
from differential import Unavailable  # noqa: E402

CALLBACK = "http://127.0.0.1:9999/callback"
SECRET = "app-secret-app-secret-app-secret-0123"
PEOPLE = {"alice": {"email": "alice@example.test", "roles": ["analyst", "region:emea"]}}
driver_program = pathlib.Path(sys.argv[1]).resolve() if len(sys.argv) == 2 else sys.exit(__doc__.split("\n\n")[1])


class Driver:
    """Our side: one relying party in a process of its own. Each call is a line of JSON, and so is each answer."""

    def __init__(self):
        self.process = subprocess.Popen([driver_program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.one_at_a_time = threading.Lock()  # a provider posts logout tokens when it likes

    def __call__(self, verb, **members):
        with self.one_at_a_time:
            self.process.stdin.write(json.dumps({"do": verb, **members}) + "\n")
            self.process.stdin.flush()
            line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"the driver ended at {verb} with {self.process.wait()}")
        return json.loads(line)

    def close(self):
        self.process.stdin.close()
        self.process.stdout.close()
        if self.process.wait(20) != 0:
            raise RuntimeError(f"the driver ended with {self.process.returncode}")


def must(answer, **expected):
    """Every member that is expected has the expected value."""
    for name, value in expected.items():
        if answer.get(name) != value:
            raise AssertionError(f"{name} is not {value!r}: {json.dumps(answer)[:1500]}")
    return answer


def accepted(answer):
    if "error" in answer:
        raise AssertionError(f"refused: {answer['error']}")
    return answer


class Listener:
    """What the relying party offers to the provider: an address for logout tokens."""

    def __init__(self, ours):
        listener = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                form = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
                answer = ours("back_channel_logout", content_type=self.headers.get("Content-Type", ""), form=form)
                listener.logouts.append(answer)
                body = answer["body"].encode()
                self.send_response(answer["status"])
                # Those that our side says, and no others.
                for name, value in answer["headers"]:
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *arguments):
                pass

        self.logouts = []
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def made_key(*words):
    """A private key as a JWK, made by Node.js."""
    script = ("const c = require('node:crypto'); const [type, options, members] = JSON.parse(process.argv[1]);"
              "const pair = c.generateKeyPairSync(type, options);"
              "console.log(JSON.stringify({private: {...pair.privateKey.export({format: 'jwk'}), ...members},"
              " public: {...pair.publicKey.export({format: 'jwk'}), ...members}}));")
    return json.loads(subprocess.run(["node", "-e", script, json.dumps(words)], check=True, capture_output=True, text=True).stdout)


def client(name, **members):
    """How a client is registered at the certified provider."""
    return {"client_id": name, "client_secret": SECRET, "redirect_uris": [CALLBACK], "response_types": ["code"],
            "grant_types": ["authorization_code", "refresh_token"], **members}


class Setting:
    """The keys of the client, its registrations, and one certified provider for all of the tests that follow."""

    def __init__(self, folder, tls):
        self.folder = folder
        self.signing = made_key("ec", {"namedCurve": "P-256"}, {"use": "sig", "alg": "ES256", "kid": "client-es256"})
        self.opening = made_key("rsa", {"modulusLength": 2048}, {"use": "enc", "alg": "RSA-OAEP-256", "kid": "client-enc"})
        self.agreeing = made_key("ec", {"namedCurve": "P-256"}, {"use": "enc", "alg": "ECDH-ES", "kid": "client-ecdh"})
        self.edwards = made_key("ed25519", {}, {"use": "sig", "alg": "EdDSA", "kid": "client-eddsa"})
        self.ours = Driver()
        self.listener = Listener(self.ours)
        public = {"keys": [self.signing["public"], self.opening["public"]]}
        implicit = {"grant_types": ["authorization_code", "implicit", "refresh_token"], "application_type": "native",
                    "redirect_uris": [CALLBACK]}
        clients = [
            client("basic", backchannel_logout_uri=self.listener.address + "/logout", backchannel_logout_session_required=True,
                   post_logout_redirect_uris=["http://127.0.0.1:9999/bye"]),
            client("post", token_endpoint_auth_method="client_secret_post", id_token_signed_response_alg="ES256"),
            client("secret_jwt", token_endpoint_auth_method="client_secret_jwt", id_token_signed_response_alg="EdDSA"),
            client("key_jwt", token_endpoint_auth_method="private_key_jwt", token_endpoint_auth_signing_alg="ES256", jwks=public),
            client("public", token_endpoint_auth_method="none", application_type="native"),
            client("symmetric", id_token_signed_response_alg="HS256"),
            client("implicit", response_types=["id_token", "code id_token", "code"], **implicit),
            client("objects", request_object_signing_alg="ES256", jwks=public),
            client("signed_userinfo", userinfo_signed_response_alg="ES256"),
            client("encrypted", jwks=public, id_token_encrypted_response_alg="RSA-OAEP-256",
                   id_token_encrypted_response_enc="A256GCM", userinfo_signed_response_alg="RS256",
                   userinfo_encrypted_response_alg="RSA-OAEP-256", userinfo_encrypted_response_enc="A128CBC-HS256"),
            client("agreed", jwks={"keys": [self.agreeing["public"]]}, id_token_encrypted_response_alg="ECDH-ES",
                   id_token_encrypted_response_enc="A128GCM"),
            client("edwards_jwt", token_endpoint_auth_method="private_key_jwt", token_endpoint_auth_signing_alg="EdDSA",
                   jwks={"keys": [self.edwards["public"]]}),
            client("direct", id_token_encrypted_response_alg="dir", id_token_encrypted_response_enc="A128CBC-HS256"),
            client("jarm", authorization_signed_response_alg="ES256"),
            client("encrypted_jarm", jwks=public, authorization_encrypted_response_alg="RSA-OAEP-256",
                   authorization_encrypted_response_enc="A256GCM"),
            client("bound", dpop_bound_access_tokens=True),
            client("services", grant_types=["client_credentials", "authorization_code", "refresh_token",
                                            "urn:ietf:params:oauth:grant-type:device_code"],
                   introspection_signed_response_alg="RS256"),
        ]
        configuration = {"port": 0, "people": PEOPLE, "clients": clients}
        self.ca_file, self.connection = None, {}
        if tls:
            self.ca_file = folder / "provider.pem"
            certificate, key = self_signed(folder, "provider")
            own_certificate, own_key = self_signed(folder, "client")
            configuration["tls"] = {"cert": certificate, "key": key}
            self.connection = {"ca": certificate, "certificate": own_certificate, "certificate_key": own_key}
            configuration["client_ca"] = own_certificate
            clients.append(client("subject", token_endpoint_auth_method="tls_client_auth", tls_client_auth_subject_dn="CN=client",
                                  tls_client_certificate_bound_access_tokens=True))
            clients.append(client("certificate", token_endpoint_auth_method="self_signed_tls_client_auth",
                                  tls_client_certificate_bound_access_tokens=True,
                                  jwks={"keys": [{**self.certificate_jwk(own_certificate), "use": "sig"}]}))
        self.provider = Certified(configuration, self.ca_file)

    def certificate_jwk(self, certificate):
        script = ("const c = require('node:crypto'); const x = new c.X509Certificate(process.argv[1]);"
                  "console.log(JSON.stringify({...x.publicKey.export({format: 'jwk'}), x5c: [x.raw.toString('base64')]}));")
        done = subprocess.run(["node", "-e", script, "--", certificate], check=True, capture_output=True, text=True)
        return json.loads(done.stdout)

    def party_if_possible(self, name, **options):
        """Makes our side the relying party of that name, if the library agrees."""
        options = {"client_secret": SECRET, **self.connection, **options}
        return self.ours("provider", issuer=self.provider.issuer, client_id=name, redirect_uri=CALLBACK, **options)

    def party(self, name, **options):
        return accepted(self.party_if_possible(name, **options))

    def sign_in(self, request=None, browser=None):
        begun = accepted(self.ours("begin", **(request or {})))
        return self.ours("finish", **self.provider.sign_in(begun["url"], CALLBACK, browser=browser))

    def signed_in(self, name, request=None, **options):
        self.party(name, **options)
        return must(accepted(self.sign_in(request)), subject="alice", email="alice@example.test")

    def close(self):
        self.provider.stop()
        self.listener.close()
        self.ours.close()


def self_signed(folder, name):
    certificate, key = folder / f"{name}.pem", folder / f"{name}.key"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
         f"/CN={name}", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(certificate)],
        check=True, capture_output=True,
    )
    return certificate.read_text(), key.read_text()


# What is tried at the certified provider. Each is a function of a setting; its name is what the report says.

def code_with_basic_authentication(at):
    at.signed_in("basic")


def code_by_form_post(at):
    at.signed_in("basic", response_mode="form_post")


def es256_with_secret_in_the_form(at):
    at.signed_in("post", method="client_secret_post", id_token_alg="ES256")


def eddsa_with_an_assertion_by_secret(at):
    at.signed_in("secret_jwt", method="client_secret_jwt", id_token_alg="EdDSA")


def assertion_by_key(at):
    at.signed_in("key_jwt", method="private_key_jwt", assertion_key=at.signing["private"], client_secret="")


def assertion_by_an_edwards_key(at):
    at.signed_in("edwards_jwt", method="private_key_jwt", assertion_key=at.edwards["private"], client_secret="")


def public_client_with_pkce_alone(at):
    at.signed_in("public", method="none", client_secret="")


def hs256_by_the_client_secret(at):
    at.signed_in("symmetric", id_token_alg="HS256")


def implicit_id_token(at):
    at.signed_in("implicit", response_type="id_token")


def implicit_id_token_by_form_post(at):
    at.signed_in("implicit", response_type="id_token", response_mode="form_post")


def hybrid_in_the_fragment(at):
    at.signed_in("implicit", response_type="code id_token")


def hybrid_by_form_post(at):
    at.signed_in("implicit", response_type="code id_token", response_mode="form_post")


def pushed_request(at):
    at.signed_in("basic", pushed=True)


def signed_request_object(at):
    at.signed_in("objects", request_object="ES256", request_key=at.signing["private"])


def encrypted_request_object(at):
    at.signed_in("objects", request_object="ES256", request_key=at.signing["private"],
                 request_encrypted="RSA-OAEP-256 A128CBC-HS256")


def pushed_request_object(at):
    at.signed_in("objects", request_object="ES256", request_key=at.signing["private"], pushed=True)


def request_object_that_the_provider_does_not_fetch(at):
    # Nobody is sent to a provider that would not understand the request.
    refused = at.party_if_possible("objects", request_object="ES256", request_key=at.signing["private"],
                                   requests_served_below="https://app.example/requests/")
    must(refused, error="metadata_unsupported in discovery (request_uri_parameter_supported)")


def signed_response_in_the_query(at):
    at.signed_in("jarm", response_mode="query.jwt", response_alg="ES256")


def signed_response_by_form_post(at):
    at.signed_in("jarm", response_mode="form_post.jwt", response_alg="ES256")


def encrypted_response(at):
    at.signed_in("encrypted_jarm", response_mode="query.jwt", response_encrypted="RSA-OAEP-256 A256GCM",
                 decryption_keys={"keys": [at.opening["private"]]})


def dpop(at):
    must(at.signed_in("bound", dpop=True), token_type="DPoP")


def dpop_with_nonces(at):
    at.provider.restart(requiresNonce=True)
    try:
        must(at.signed_in("bound", dpop=True, scopes=["openid", "offline_access"]), token_type="DPoP")
        must(accepted(at.ours("refresh")), subject="alice")
        must(at.signed_in("bound", dpop=True, pushed=True), token_type="DPoP")
    finally:
        at.provider.restart(requiresNonce=False)


def token_that_is_bound_to_a_key(at):
    at.signed_in("bound", dpop=True)
    must(at.ours("introspect"), error="possession_not_proved in introspection (key)")
    must(accepted(at.ours("introspect", shows_key=True)), client_id="bound")


def signed_userinfo(at):
    # This provider's signed responses expire with the access token, of which the specification knows nothing.
    at.party("signed_userinfo", userinfo_alg="ES256")
    must(at.sign_in(), error="token_type_mismatch in userinfo (exp)")
    at.signed_in("signed_userinfo", userinfo_alg="ES256", allow_userinfo_expiry=True)


def plain_userinfo_where_a_signed_one_was_agreed(at):
    at.party("basic", userinfo_alg="ES256")
    must(at.sign_in(), error="userinfo_not_protected in userinfo")


def encrypted_id_token_and_userinfo(at):
    at.signed_in("encrypted", userinfo_alg="RS256", allow_userinfo_expiry=True, decryption_keys={"keys": [at.opening["private"]]},
                 id_token_encrypted="RSA-OAEP-256 A256GCM", userinfo_encrypted="RSA-OAEP-256 A128CBC-HS256")


def id_token_encrypted_by_key_agreement(at):
    at.signed_in("agreed", id_token_encrypted="ECDH-ES A128GCM", decryption_keys={"keys": [at.agreeing["private"]]})


def id_token_that_should_be_encrypted(at):
    at.party("basic", id_token_encrypted="RSA-OAEP-256 A256GCM", decryption_keys={"keys": [at.opening["private"]]})
    must(at.sign_in(), error="encryption_missing in id_token")


def id_token_encrypted_for_somebody_else(at):
    other = made_key("rsa", {"modulusLength": 2048}, {"use": "enc", "alg": "RSA-OAEP-256", "kid": "client-enc"})
    at.party("encrypted", id_token_encrypted="RSA-OAEP-256 A256GCM", decryption_keys={"keys": [other["private"]]})
    must(at.sign_in(), error="decryption_failed in decryption")


def id_token_by_another_algorithm_than_agreed(at):
    at.party("post", method="client_secret_post")
    must(at.sign_in(), error="algorithm_not_allowed in signature (alg)")


def id_token_encrypted_by_the_client_secret(at):
    at.signed_in("direct", id_token_encrypted_by_secret="dir A128CBC-HS256")


def claims_and_age(at):
    answer = at.signed_in("basic", {"max_age": 600, "ui_locales": "fr", "claims": {"id_token": {"auth_time": {"essential": True}}}})
    if not isinstance(answer.get("auth_time"), int):
        raise AssertionError(f"no auth_time: {answer}")


def another_way_of_signing_in_than_was_asked_for(at):
    # The provider's pages say nothing of how somebody signed in, and then nobody has signed in as it was asked for.
    at.party("basic")
    must(at.sign_in({"acr_values": ["one-factor"]}), error="context_class_mismatch in id_token")


def silent_sign_in(at):
    at.party("basic")
    must(at.sign_in({"prompt": "none"}), error="provider_refused in callback (login_required)")
    browser = at.provider.browser()
    accepted(at.sign_in(browser=browser))
    must(accepted(at.sign_in({"prompt": "none"}, browser)), subject="alice")


def silent_sign_in_that_is_refused_in_a_form(at):
    at.party("implicit", response_type="code id_token", response_mode="form_post")
    must(at.sign_in({"prompt": "none"}), error="provider_refused in callback (login_required)")


def silent_sign_in_that_is_refused_with_a_signature(at):
    at.party("jarm", response_mode="query.jwt", response_alg="ES256")
    must(at.sign_in({"prompt": "none"}), error="provider_refused in callback (login_required)")


def refresh_with_rotation(at):
    at.party("basic", scopes=["openid", "offline_access"])
    accepted(at.sign_in())
    first = must(accepted(at.ours("refresh")), rotated=True)
    second = must(accepted(at.ours("refresh")), rotated=True, subject="alice")
    if first["access_token_hash"] == second["access_token_hash"]:
        raise AssertionError("the second refresh brought no new access token")


def refresh_token_that_was_used_before(at):
    at.party("basic", scopes=["openid", "offline_access"])
    accepted(at.sign_in())
    accepted(at.ours("refresh"))
    must(at.ours("refresh", used_before=True), error="provider_refused in token_request (invalid_grant)")
    # Somebody has stolen it, and so everything that came of it is of no more use.
    must(at.ours("refresh"), error="session_over in token_request (invalid_grant)")


def refresh_token_that_was_revoked(at):
    at.party("basic", scopes=["openid", "offline_access"])
    accepted(at.sign_in())
    accepted(at.ours("revoke", refresh_token=True))
    must(at.ours("refresh"), error="session_over in token_request (invalid_grant)")


def introspection_and_revocation(at):
    at.party("services")
    accepted(at.sign_in())
    must(accepted(at.ours("introspect")), active=True, client_id="services")
    accepted(at.ours("revoke"))
    must(at.ours("introspect"), error="token_inactive in introspection")


def introspection_as_a_token(at):
    at.party("services")
    accepted(at.sign_in())
    must(accepted(at.ours("introspect", signed_alg="RS256")), active=True)


def token_for_a_resource(at):
    at.party("services", without_userinfo=True, scopes=["openid", "api:read"])
    accepted(at.sign_in({"resources": ["https://api.example.test/"]}))
    must(accepted(at.ours("use_at_resource", resource="https://api.example.test/", signed_alg="ES256")), subject="alice")
    must(at.ours("use_at_resource", resource="https://other.example.test/", signed_alg="ES256"),
         error="audience_mismatch in access_token")


def client_credentials(at):
    at.party("services")
    answer = at.ours("client_credentials", resource="https://api.example.test/", scope="api:read", signed_alg="ES256")
    must(accepted(answer), scope="api:read", client_id="services")


def device(at):
    at.party("services")
    begun = accepted(at.ours("device"))
    must(at.ours("poll"), pending=True)
    browser = at.provider.browser()
    at.provider.sign_in_device(begun["verification_uri_complete"], browser)
    must(accepted(at.ours("poll")), subject="alice")


def device_that_is_not_allowed(at):
    at.party("services")
    begun = accepted(at.ours("device"))
    at.provider.sign_in_device(begun["verification_uri_complete"], at.provider.browser(), is_allowed=False)
    must(at.ours("poll"), error="provider_refused in token_request (access_denied)")


def dynamic_registration(at):
    accepted(at.ours("register", issuer=at.provider.issuer, **at.connection, redirect_uri=CALLBACK,
                     id_token_alg="ES256"))
    must(accepted(at.sign_in()), subject="alice")
    accepted(at.ours("registration", change="read"))
    must(accepted(at.ours("registration", change="update", client_name="Another name")), client_name="Another name")
    accepted(at.ours("registration", change="delete"))
    must(at.ours("registration", change="read"), error="provider_refused in registration (invalid_token)")


def registration_that_is_refused(at):
    refused = at.ours("register", issuer=at.provider.issuer, **at.connection, redirect_uri=CALLBACK, id_token_alg="PS512")
    must(refused, error="provider_refused in registration (invalid_client_metadata)")


def rp_initiated_logout_with_back_channel(at):
    at.party("basic", post_logout_redirect_uris=["http://127.0.0.1:9999/bye"])
    browser = at.provider.browser()
    accepted(at.sign_in(browser=browser))
    before = len(at.listener.logouts)
    url = accepted(at.ours("end_session", post_logout_redirect_uri="http://127.0.0.1:9999/bye"))["url"]
    answer = at.provider.confirm(url, browser, logout="yes")
    accepted(at.ours("ended", url=answer.location()))
    answers = at.listener.logouts[before:]
    # Back-Channel Logout 1.0, 2.8: no cache keeps the answer.
    if [one["status"] for one in answers] != [200] or "no-store" not in dict(answers[0]["headers"]).get("Cache-Control", ""):
        raise AssertionError(f"logout tokens were answered with {answers}")
    must(at.ours("sessions"), count=0)


def rotation_outage_and_recovery(at):
    at.party("basic")
    accepted(at.sign_in())
    begun = accepted(at.ours("begin"))
    brought = at.provider.sign_in(begun["url"], CALLBACK)
    at.provider.stop()
    answer = at.ours("finish", **brought)
    if not answer.get("error", "").startswith("connection_failed in token_request"):
        raise AssertionError(f"with the provider gone: {answer}")
    at.provider.configuration["generation"] = 2
    at.provider.start()
    # The same relying party, whose keys are those of before: it meets a key that it does not know.
    must(accepted(at.sign_in()), subject="alice")


def keys_that_change_in_the_middle_of_a_sign_in(at):
    # What was given out outlives the restart: between the redirect and the code's exchange only the keys are others.
    at.provider.restart(storage=str(at.folder / "storage.json"), generation="before")
    try:
        at.party("basic")
        accepted(at.sign_in())  # The keys of before are in use.
        begun = accepted(at.ours("begin"))
        brought = at.provider.sign_in(begun["url"], CALLBACK)
        at.provider.restart(generation="after")
        must(accepted(at.ours("finish", **brought)), subject="alice", email="alice@example.test")
        must(accepted(at.sign_in()), subject="alice")
    finally:
        at.provider.restart(storage=None, generation=1)


def userinfo_by_a_form(at):
    must(at.signed_in("basic", userinfo_by_form=True), has_userinfo=True)


def provider_of_a_directory_that_comes_later(at):
    at.provider.stop()
    try:
        # The application starts all the same.
        accepted(at.ours("directory", issuer=at.provider.issuer, client_id="basic", client_secret=SECRET, redirect_uri=CALLBACK,
                         **at.connection))
        answer = at.ours("at_directory")
        if not answer.get("error", "").startswith("connection_failed in discovery"):
            raise AssertionError(f"with nobody there: {answer}")
    finally:
        at.provider.start()
    # Nobody is asked again at once; then the same directory, which nobody has told anything.
    must(at.ours("at_directory"), error=answer["error"])
    must(accepted(at.ours("at_directory", seconds_later=11)), issuer=at.provider.issuer)
    must(accepted(at.sign_in()), subject="alice")


def provider_that_hangs(at):
    at.party("services", milliseconds=700)
    accepted(at.sign_in())
    at.provider.pause()
    try:
        must(at.ours("introspect"), error="deadline_exceeded in introspection")
    finally:
        at.provider.resume()
    must(accepted(at.ours("introspect")), active=True)


def provider_that_is_not_there_at_first(at):
    at.provider.stop()
    try:
        answer = at.party_if_possible("basic")
        if not answer.get("error", "").startswith("connection_failed in discovery"):
            raise AssertionError(f"with nobody there: {answer}")
    finally:
        at.provider.start()
    at.signed_in("basic")


def certificate_of_the_client(at):
    at.signed_in("certificate", method="self_signed_tls_client_auth", client_secret="", certificate_bound_tokens=True)
    must(at.ours("introspect"), error="possession_not_proved in introspection (certificate)")
    certificate = ssl.PEM_cert_to_DER_cert(at.connection["certificate"])
    thumbprint = base64.urlsafe_b64encode(hashlib.sha256(certificate).digest()).decode().rstrip("=")
    must(accepted(at.ours("introspect", certificate_thumbprint=thumbprint)), client_id="certificate")


def certificate_by_its_subject(at):
    at.signed_in("subject", method="tls_client_auth", client_secret="", certificate_bound_tokens=True)
    must(at.ours("introspect"), error="possession_not_proved in introspection (certificate)")


def certificate_with_that_subject_of_another_authority(at):
    certificate, key = self_signed(at.folder, "client")
    at.party("subject", method="tls_client_auth", client_secret="", certificate=certificate, certificate_key=key)
    must(at.sign_in(), error="provider_refused in token_request (invalid_client)")


def certificate_that_is_not_shown(at):
    # At the first port nobody asks for one, and so it is the aliases that have been used above.
    at.party("subject", method="none", client_secret="")
    must(at.sign_in(), error="provider_refused in token_request (invalid_client)")


def certificate_of_somebody_else(at):
    certificate, key = self_signed(at.folder, "somebody")
    at.party("certificate", method="self_signed_tls_client_auth", client_secret="", certificate=certificate, certificate_key=key)
    must(at.sign_in(), error="provider_refused in token_request (invalid_client)")


def certificate_that_nobody_vouches_for(at):
    answer = at.party_if_possible("basic", ca="")
    if not answer.get("error", "").startswith("tls_failed in discovery"):
        raise AssertionError(f"the certificate was believed: {answer}")


CERTIFIED = [
    code_with_basic_authentication, code_by_form_post, es256_with_secret_in_the_form, eddsa_with_an_assertion_by_secret,
    assertion_by_key, assertion_by_an_edwards_key, public_client_with_pkce_alone, hs256_by_the_client_secret,
    implicit_id_token, implicit_id_token_by_form_post, hybrid_in_the_fragment, hybrid_by_form_post, pushed_request,
    signed_request_object, encrypted_request_object, pushed_request_object, request_object_that_the_provider_does_not_fetch,
    signed_response_in_the_query, signed_response_by_form_post, encrypted_response, dpop, dpop_with_nonces,
    token_that_is_bound_to_a_key, signed_userinfo, plain_userinfo_where_a_signed_one_was_agreed,
    encrypted_id_token_and_userinfo, id_token_encrypted_by_key_agreement, id_token_encrypted_by_the_client_secret,
    id_token_that_should_be_encrypted, id_token_encrypted_for_somebody_else, id_token_by_another_algorithm_than_agreed,
    claims_and_age, another_way_of_signing_in_than_was_asked_for, silent_sign_in, silent_sign_in_that_is_refused_in_a_form,
    silent_sign_in_that_is_refused_with_a_signature, refresh_with_rotation, refresh_token_that_was_used_before,
    refresh_token_that_was_revoked, introspection_and_revocation, introspection_as_a_token, token_for_a_resource,
    client_credentials, device, device_that_is_not_allowed, dynamic_registration, registration_that_is_refused,
    rp_initiated_logout_with_back_channel, userinfo_by_a_form, provider_that_hangs, provider_that_is_not_there_at_first,
    provider_of_a_directory_that_comes_later, keys_that_change_in_the_middle_of_a_sign_in, rotation_outage_and_recovery,
]
CERTIFIED_BY_TLS = [
    code_with_basic_authentication, hybrid_by_form_post, pushed_request, dpop, certificate_of_the_client,
    certificate_of_somebody_else, certificate_by_its_subject, certificate_with_that_subject_of_another_authority,
    certificate_that_is_not_shown, certificate_that_nobody_vouches_for, provider_of_a_directory_that_comes_later,
    rotation_outage_and_recovery,
]


# What is tried at Glewlwyd, whose pages and whose mistakes are others.

class AtGlewlwyd:
    def __init__(self, folder):
        self.signing = made_key("ec", {"namedCurve": "P-256"}, {"use": "sig", "alg": "ES256", "kid": "client-es256"})
        self.provider = glewlwyd.Glewlwyd(folder, {"keys": [self.signing["public"]]})
        self.ours = Driver()

    def sign_in(self, **options):
        options = {"client_secret": glewlwyd.SECRET, **options}
        accepted(self.ours("provider", issuer=self.provider.issuer, client_id=glewlwyd.CLIENT, redirect_uri=glewlwyd.REDIRECT_URI,
                           **options))
        begun = accepted(self.ours("begin"))
        return self.ours("finish", **self.provider.sign_in(begun["url"]))

    def close(self):
        self.ours.close()
        self.provider.close()


def plain_sign_in(at):
    must(accepted(at.sign_in()), name="Alice")
    accepted(at.ours("refresh"))


def refresh_token_that_glewlwyd_has_seen(at):
    accepted(at.sign_in())
    must(accepted(at.ours("refresh")), rotated=True)
    # It refuses without a word of why.
    must(at.ours("refresh", used_before=True), error="status_unexpected in token_request")


def introspected_and_revoked(at):
    # Its tokens are for their scope, which stands for the resource.
    accepted(at.sign_in())
    must(accepted(at.ours("introspect", audience="openid")), client_id=glewlwyd.CLIENT)
    accepted(at.ours("revoke"))
    must(at.ours("introspect", audience="openid"), error="token_inactive in introspection")


def introspected_as_a_token(at):
    accepted(at.sign_in())
    must(accepted(at.ours("introspect", audience="openid", signed_alg="RS256")), client_id=glewlwyd.CLIENT)


def known_by_a_secret_in_the_form(at):
    accepted(at.sign_in(method="client_secret_post"))


def known_by_a_key(at):
    # It takes assertions for its token endpoint alone, as older specifications have it.
    accepted(at.sign_in(method="private_key_jwt", assertion_key=at.signing["private"], client_secret="",
                        assertion_audience=at.provider.issuer + "/token"))


def request_object(at):
    must(accepted(at.sign_in(request_object="ES256", request_key=at.signing["private"])), name="Alice")


def request_object_that_is_pushed(at):
    must(accepted(at.sign_in(request_object="ES256", request_key=at.signing["private"], pushed=True)), name="Alice")


def pushed(at):
    must(accepted(at.sign_in(pushed=True)), name="Alice")


def bound_to_a_key(at):
    must(accepted(at.sign_in(dpop=True)), name="Alice", token_type="DPoP")
    accepted(at.ours("refresh"))


def signed_response(at):
    must(accepted(at.sign_in(response_mode="query.jwt")), name="Alice")


def access_token_as_a_resource_sees_it(at):
    accepted(at.sign_in())
    must(accepted(at.ours("use_at_resource", resource="openid", signed_alg="RS256")), client_id=glewlwyd.CLIENT)


def implicit(at):
    accepted(at.sign_in(response_type="id_token"))


def implicit_with_access_token(at):
    must(accepted(at.sign_in(response_type="id_token token")), name="Alice")


def hybrid(at):
    must(accepted(at.sign_in(response_type="code id_token", response_mode="fragment")), name="Alice")


def hybrid_with_access_token(at):
    must(accepted(at.sign_in(response_type="code id_token token", response_mode="fragment")), name="Alice")


def hybrid_in_the_query_where_everybody_can_read_it(at):
    # Without being told so, this provider does not take the fragment, which is the usual way of these response types.
    must(at.sign_in(response_type="code id_token"), error="response_mode_unexpected in callback (query)")


def issuer_that_is_encoded_twice_is_another_issuer(at):
    # In a posted form this provider encodes its own issuer once more than a form does; a comparison byte for byte says so.
    must(at.sign_in(response_mode="form_post"), error="response_issuer_mismatch in callback")


GLEWLWYD = [
    plain_sign_in, refresh_token_that_glewlwyd_has_seen, introspected_and_revoked, introspected_as_a_token,
    known_by_a_secret_in_the_form, known_by_a_key, request_object, pushed, request_object_that_is_pushed, bound_to_a_key,
    signed_response, access_token_as_a_resource_sees_it, implicit, implicit_with_access_token, hybrid,
    hybrid_with_access_token, hybrid_in_the_query_where_everybody_can_read_it,
    issuer_that_is_encoded_twice_is_another_issuer,
]


def main():
    passed, failed, skipped = 0, 0, 0
    for title, make, cases in [
        ("oidc-provider", lambda folder: Setting(folder, tls=False), CERTIFIED),
        ("oidc-provider by TLS", lambda folder: Setting(folder, tls=True), CERTIFIED_BY_TLS),
        ("glewlwyd", AtGlewlwyd, GLEWLWYD),
    ]:
        with tempfile.TemporaryDirectory() as folder:
            try:
                at = make(pathlib.Path(folder))
            except Unavailable as why:
                print(f"{title}: skipped: {why}")
                skipped += len(cases)
                continue
            try:
                for case in cases:
                    name = case.__name__.replace("_", " ")
                    try:
                        case(at)
                    except Exception as why:  # whatever it is, the next one is tried as well
                        failed += 1
                        print(f"{title}: {name}: FAILED\n    {why if isinstance(why, AssertionError) else traceback.format_exc()}")
                    else:
                        passed += 1
                        print(f"{title}: {name}: passed")
            finally:
                at.close()
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed else 77 if skipped else 0


sys.exit(main())
