# SPDX-License-Identifier: BSL-1.0
"""Glewlwyd, a provider in C of Debian's package of that name: a server of its own with one client and one person."""
import pathlib
import subprocess
import urllib.error
import urllib.parse
import urllib.request

import server
from pages import Browser, posted_to

SCHEMA = pathlib.Path("/usr/share/dbconfig-common/data/glewlwyd/install/sqlite3")
MODULES = pathlib.Path("/usr/lib/glewlwyd")
CLIENT, SECRET, REDIRECT_URI = "app", "app-secret-app-secret-app-secret-0123", "http://127.0.0.1:9999/callback"
PERSON, PASSWORD = "alice", "wonderland"


class Glewlwyd:
    def __init__(self, folder, jwks):
        program, sqlite, openssl = server.program("glewlwyd"), server.program("sqlite3"), server.program("openssl")
        if not SCHEMA.is_file():
            raise server.Unavailable("the tables of glewlwyd are not installed")
        port = server.free_port()
        self.home = f"http://127.0.0.1:{port}"
        self.issuer = self.home + "/api/oidc"
        account = server.As("nobody", folder)
        database = account.folder / "glewlwyd.db"
        subprocess.run([sqlite, database], stdin=SCHEMA.open("rb"), stdout=subprocess.DEVNULL, check=True)
        configuration = account.folder / "glewlwyd.conf"
        configuration.write_text(
            f"""port={port}
bind_address="127.0.0.1"
external_url="{self.home}"
login_url="login.html"
api_prefix="api"
log_mode="console"
log_level="WARNING"
cookie_domain="127.0.0.1"
cookie_secure=0
session_key="SESSION"
login_api_enabled=true
admin_scope="g_admin"
profile_scope="g_profile"
user_module_path="{MODULES}/user"
user_middleware_module_path="{MODULES}/user_middleware"
client_module_path="{MODULES}/client"
user_auth_scheme_module_path="{MODULES}/scheme"
plugin_module_path="{MODULES}/plugin"
hash_algorithm="SHA512"
database={{ type="sqlite3" path="{database}" }};
""",
            encoding="utf-8",
        )
        account.own(account.folder)
        made = subprocess.run([openssl, "genrsa", "2048"], capture_output=True, text=True, check=True).stdout
        public = subprocess.run([openssl, "rsa", "-pubout"], input=made, capture_output=True, text=True, check=True).stdout
        self.process = account.start(program, f"--config-file={configuration}")
        server.wait_for(self.process, self._answers, folder / "server.log")
        self._set_up(made, public, jwks)

    def _answers(self):
        try:
            urllib.request.urlopen(self.home + "/config", timeout=2).close()
        except (urllib.error.URLError, OSError):
            return False
        return True

    def _set_up(self, private_key, public_key, jwks):
        administrator = Browser()
        self._do(administrator, "POST", "/api/auth/", {"username": "admin", "password": "password"})
        self._do(administrator, "POST", "/api/mod/plugin/", {
            "module": "oidc", "name": "oidc", "display_name": "OpenID Connect", "order_rank": 0, "readonly": False,
            "parameters": {
                "iss": self.issuer, "jwt-type": "rsa", "jwt-key-size": "256", "key": private_key, "cert": public_key,
                "access-token-duration": 600, "refresh-token-duration": 3600, "code-duration": 60, "refresh-token-rolling": True,
                "refresh-token-one-use": "always",
                "allow-non-oidc": False, "auth-type-code-enabled": True, "auth-type-token-enabled": True,
                "auth-type-id-token-enabled": True, "auth-type-refresh-enabled": True, "auth-type-client-enabled": True,
                "auth-type-none-enabled": False, "auth-type-password-enabled": False, "auth-type-device-enabled": False,
                "pkce-allowed": True, "pkce-method-plain-allowed": False, "subject-type": "public", "oauth-as-iss-id": True,
                "introspection-revocation-allowed": True, "introspection-revocation-allow-target-client": True,
                "jwks-show": True, "scope": [], "additional-parameters": [], "claims": [],
                "email-claim": "mandatory", "name-claim": "mandatory",
                "oauth-par-allowed": True, "oauth-par-duration": 90,
                "oauth-par-request_uri-prefix": "urn:ietf:params:oauth:request_uri:", "oauth-par-required": False,
                "oauth-dpop-allowed": True, "oauth-dpop-iat-duration": 60, "oauth-dpop-iat-gap-duration": 60,
                "oauth-dpop-nonce-mandatory": False, "oauth-fapi-allow-jarm": True, "request-parameter-allow": True,
                "client-jwks-parameter": "jwks", "session-management-allowed": True,
                "session-cookie-name": "SESSION_OF_OIDC", "session-cookie-expiration": 3600,
            },
        })
        self._do(administrator, "POST", "/api/client/", {
            "client_id": CLIENT, "name": "An application", "password": SECRET, "confidential": True, "enabled": True, "scope": [],
            "redirect_uri": [REDIRECT_URI], "authorization_type": ["code", "token", "id_token", "refresh_token"],
            "token_endpoint_auth_method": ["client_secret_basic", "client_secret_post", "private_key_jwt"],
            "jwks": jwks,
        })
        self._do(administrator, "POST", "/api/user/", {
            "username": PERSON, "name": "Alice", "email": "alice@example.test", "password": PASSWORD, "enabled": True,
            "scope": ["openid"],
        })

    def _do(self, browser, method, path, body):
        answer = browser.send(method, self.home + path, body=body)
        if answer.status != 200:
            raise RuntimeError(f"{method} {path} was answered with {answer.status}: {answer.body[:300]}")

    def sign_in(self, authorization_url):
        """Signs the person in and consents; what the browser brings back: a URL, or the form that it posts."""
        person = Browser()
        self._do(person, "POST", "/api/auth/", {"username": PERSON, "password": PASSWORD})
        self._do(person, "PUT", f"/api/auth/grant/{CLIENT}", {"scope": "openid"})
        # Its sign-in page sends the browser back with this parameter.
        answer = person.send("GET", authorization_url + "&g_continue")
        form = posted_to(answer, REDIRECT_URI)
        if form is not None:
            return {"form": form}
        place = answer.location()
        if place is None or not place.startswith(REDIRECT_URI):
            raise RuntimeError(f"the provider did not lead back: status {answer.status}, {place}, {answer.body[:300]}")
        return {"url": place}

    def close(self):
        server.stop(self.process)
