# SPDX-License-Identifier: BSL-1.0
"""The certified provider of the npm package oidc-provider, and what a person does at its development pages."""
import json
import pathlib
import signal
import subprocess
import tempfile
import urllib.parse

import server
from pages import Browser, Form, posted_to

here = pathlib.Path(__file__).resolve().parent


class Certified:
    """One process; `restart` begins another one on the same port, which forgets everything but its configuration."""

    def __init__(self, configuration, ca_file=None):
        self.node = server.program("node")
        if not (here.parent / "node_modules/oidc-provider").is_dir():
            raise server.Unavailable("the npm package oidc-provider is not installed in test/interop (./run test installs it)")
        self.configuration, self.ca_file = dict(configuration), ca_file
        self.start()

    def start(self):
        # A file, as nobody reads a pipe while the provider runs.
        self.log = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")
        self.process = subprocess.Popen(
            [self.node, str(here / "certified_provider.mjs")],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.log, text=True,
        )
        with self.process.stdin as configuration:
            configuration.write(json.dumps(self.configuration))
        for line in self.process.stdout:
            if line.startswith("READY "):
                self.issuer = line.split()[1]
                self.configuration["port"] = urllib.parse.urlsplit(self.issuer).port
                return
        raise RuntimeError("the provider did not start: " + self.errors())

    def errors(self):
        self.log.seek(0)
        return self.log.read()[-1500:]

    def stop(self):
        server.stop(self.process)
        self.process.stdout.close()

    def pause(self):
        """It takes connections still, and answers nobody."""
        self.process.send_signal(signal.SIGSTOP)

    def resume(self):
        self.process.send_signal(signal.SIGCONT)

    def restart(self, **changes):
        self.stop()
        self.configuration.update(changes)
        self.start()

    def browser(self):
        return Browser(self.ca_file)

    def sign_in(self, authorization_url, redirect_uri, person="alice", browser=None):
        """Signs the person in and consents; what the browser brings back: a URL, or the form that it posts."""
        browser = browser or self.browser()
        place, has_signed_in = authorization_url, False
        for _ in range(20):
            answer = browser.send("GET", place)
            form = posted_to(answer, redirect_uri)
            if form is not None:
                return {"form": form}
            if answer.status == 200:
                wanted = {"prompt": "consent"} if has_signed_in else {"prompt": "login", "login": person, "password": "any"}
                answer = browser.send("POST", place, form=wanted)
                has_signed_in = True
            place = answer.location()
            if place is None:
                raise RuntimeError(f"the provider's pages end at {answer.url}: {answer.status} {answer.body[:600]}")
            if place.startswith(redirect_uri):
                return {"url": place}
        raise RuntimeError("the provider's pages never led back")

    def sign_in_device(self, verification_uri, browser, person="alice", is_allowed=True):
        """Says yes or no to a device, and signs in and consents on the way."""
        answer = browser.send("GET", verification_uri)
        for _ in range(20):
            if answer.status == 200:
                form = Form(answer.body)
                if form.action is None:
                    return
                fields = {**form.fields, "login": person, "password": "any"}
                is_refused = "confirm" in fields and not is_allowed
                if is_refused:
                    fields["abort"] = "yes"
                answer = browser.send("POST", urllib.parse.urljoin(answer.url, form.action), form=fields)
                if is_refused:
                    return
                continue
            place = answer.location()
            if place is None:
                raise RuntimeError(f"the provider's pages end at {answer.url}: {answer.status} {answer.body[:600]}")
            answer = browser.send("GET", place)
        raise RuntimeError("the provider's pages never ended")

    def confirm(self, url, browser, **fields):
        """Fills the form at a page: of signing out, or of a device."""
        place = url
        for _ in range(20):
            answer = browser.send("GET", place)
            if answer.status == 200:
                form = Form(answer.body)
                if form.action is None:
                    return answer
                answer = browser.send("POST", urllib.parse.urljoin(answer.url, form.action), form={**form.fields, **fields})
                if answer.status == 200:
                    return answer
            place = answer.location()
            if place is None or not place.startswith(self.issuer):
                return answer
        raise RuntimeError("the provider's pages never ended")
