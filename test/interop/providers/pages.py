# SPDX-License-Identifier: BSL-1.0
"""What a person does at a provider's pages, with a browser that keeps cookies and follows no redirect by itself."""
import html.parser
import json
import ssl
import urllib.error
import urllib.parse
import urllib.request


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *arguments):
        return None


class Answer:
    def __init__(self, url, status, headers, body):
        self.url, self.status, self.headers, self.body = url, status, headers, body

    def location(self):
        place = self.headers.get("Location")
        return urllib.parse.urljoin(self.url, place) if place else None


class Browser:
    """One person's browser at one provider."""

    def __init__(self, ca_file=None):
        context = ssl.create_default_context(cafile=ca_file) if ca_file else None
        handlers = [urllib.request.HTTPSHandler(context=context)] if context else []
        self.opener = urllib.request.build_opener(_NoRedirect, *handlers)
        self.cookies = {}

    def send(self, method, url, form=None, body=None):
        request = urllib.request.Request(url.split("#")[0], method=method)
        if form is not None:
            request.data = urllib.parse.urlencode(form).encode()
        if body is not None:
            request.data = json.dumps(body).encode()
            request.add_header("Content-Type", "application/json")
        if self.cookies:
            request.add_header("Cookie", "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
        try:
            response = self.opener.open(request, timeout=20)
        except urllib.error.HTTPError as refused:
            response = refused
        with response:
            for cookie in response.headers.get_all("Set-Cookie") or []:
                name, _, value = cookie.split(";")[0].partition("=")
                self.cookies[name] = value
            return Answer(url, response.status, response.headers, response.read().decode(errors="replace"))


class Form(html.parser.HTMLParser):
    """The first form of a page: where it goes, and its hidden fields."""

    def __init__(self, page):
        super().__init__()
        self.action, self.fields = None, {}
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "form" and self.action is None:
            self.action = given.get("action")
        if tag == "input" and given.get("type") == "hidden" and "name" in given:
            self.fields[given["name"]] = given.get("value", "")


def posted_to(answer, redirect_uri):
    """What a page posts by itself to the relying party (response mode form_post), whatever its status; nothing for other pages."""
    form = Form(answer.body)
    return urllib.parse.urlencode(form.fields) if form.action == redirect_uri else None
