"""Asks MLflow's own server and Signalbox the same, and says where the answers differ."""

import json
import re
import urllib.error
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor

_TIMES = {
    "creation_time",
    "last_update_time",
    "creation_timestamp",
    "last_updated_timestamp",
    "creation_timestamp_ms",
    "last_updated_timestamp_ms",
}
_KEYED = ("key", "run_id", "name", "path", "alias", "model_id")


def quoted(text):
    """For a query; {@code $name} stays as it is."""
    return urllib.parse.quote(text, safe="$")


class Answer:
    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers
        self.raw = body
        try:
            self.json = json.loads(body)
        except ValueError:
            self.json = None

    def at(self, pointer):
        value = self.json
        for part in pointer.strip("/").split("/"):
            value = value[int(part)] if isinstance(value, list) else value[part]
        return value


class Server:
    def __init__(self, url):
        self.url = url
        self.names = {}

    def ask(self, method, path, body=None, headers=None):
        path = self._filled(path, urllib.parse.quote)
        data = None
        sent = dict(headers or {})
        if isinstance(body, (dict, list)):
            data = self._filled(json.dumps(body), lambda text: json.dumps(text)[1:-1]).encode()
            sent.setdefault("Content-Type", "application/json")
        elif body is not None:
            data = body if isinstance(body, bytes) else self._filled(body, str).encode()
        if not path.startswith("/"):
            path = "/api/2.0/mlflow/" + path
        request = urllib.request.Request(self.url + path, data, sent, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return Answer(answer.status, answer.headers, answer.read())
        except urllib.error.HTTPError as refused:
            return Answer(refused.code, refused.headers, refused.read())

    def _filled(self, text, quote):
        for name in sorted(self.names, key=len, reverse=True):
            text = text.replace("$" + name, quote(self.names[name]))
        return text

    def plain(self, value, key=""):
        """Without what differs by nature: ids, times, tokens and the order of sets."""
        if isinstance(value, dict):
            # What MLflow leaves out although it has it, or has although nothing is in it
            plain = {k: self.plain(v, k) for k, v in value.items() if k not in ("workspace", "user_id", "aliases")}
            for key in ("outputs", "description", "file_size"):
                if not plain.get(key, True):
                    del plain[key]
            return plain
        if isinstance(value, list):
            items = [self.plain(v) for v in value]
            if key in ("tags", "params", "metrics", "aliases", "files", "dataset_inputs", "model_inputs", "model_outputs"):
                items.sort(key=lambda item: json.dumps(item, sort_keys=True))
            return items
        if key in _TIMES and isinstance(value, int) and value > 10**11:
            return "TIME"
        if key == "next_page_token":
            return "TOKEN"
        if isinstance(value, str):
            for name in sorted(self.names, key=lambda n: len(self.names[n]), reverse=True):
                if len(self.names[name]) > 5:
                    value = value.replace(self.names[name], "$" + name)
            value = re.sub(r"mlflow-artifacts:/(\$?\w+)", r"mlflow-artifacts:/EXPERIMENT", value)
            if key == "experiment_id":
                return next((f"${n}" for n, v in self.names.items() if v == value), "ID")
            value = value.split(" Error: (sqlite3", 1)[0]  # the store's own words follow
            value = re.sub(r"\b[0-9a-f]{32}\b", "HEX", value)
            value = re.sub(r"(?i)(experiment with id |Experiment with id=|The experiment )\d+", r"\1ID", value)
        return value


class Both:
    """The same requests to both; {@code $name} in a path or a body stands for what {@link keep} kept under that name."""

    def __init__(self, ours, theirs):
        self.ours = Server(ours)
        self.theirs = Server(theirs)
        self.differences = []
        self.asked = 0

    def ask(self, method, path, body=None, *, words=True, without=(), headers=None, ours_is=None):
        """{@code ours_is}: what Signalbox answers where it deliberately differs, e.g. "400 INVALID_PARAMETER_VALUE"."""
        with ThreadPoolExecutor(2) as threads:
            answers = [threads.submit(server.ask, method, path, body, headers) for server in (self.ours, self.theirs)]
        ours, theirs = (answer.result() for answer in answers)
        self.last = (ours, theirs)
        if ours_is is not None:
            mine = f"{ours.status} {(ours.json or {}).get('error_code', '')}".strip()
            if mine != ours_is:
                self.differences.append(f"{method} {path} {body}\n    expected  {ours_is}\n    signalbox {mine}")
            return ours
        mine, reference = self._shown(self.ours, ours, words, without), self._shown(self.theirs, theirs, words, without)
        self.asked += 1
        if mine != reference:
            asked = f"{method} {path} {json.dumps(body) if isinstance(body, (dict, list)) else body or ''}"
            self.differences.append(f"{asked[:400]}\n    mlflow    {reference}\n    signalbox {mine}")
        return ours

    def get(self, path, **options):
        return self.ask("GET", path, **options)

    def post(self, path, body=None, **options):
        return self.ask("POST", path, {} if body is None else body, **options)

    def patch(self, path, body, **options):
        return self.ask("PATCH", path, body, **options)

    def delete(self, path, body=None, **options):
        return self.ask("DELETE", path, body, **options)

    def keep(self, name, pointer):
        """What both answered at a JSON pointer, each its own, from now on under this name."""
        for server, answer in zip((self.ours, self.theirs), self.last):
            server.names[name] = str(answer.at(pointer))

    def name(self, name, value):
        self.ours.names[name] = self.theirs.names[name] = value

    @staticmethod
    def _shown(server, answer, words, without):
        if answer.status == 200 and answer.raw in (b"", b"{}"):
            return "200 {}"
        if answer.json is None:
            return f"{answer.status} {answer.raw[:200]!r}"
        body = server.plain(answer.json)
        if answer.status >= 400:
            body = {k: v for k, v in body.items() if k == "error_code" or (k == "message" and words)}
        for pointer in without:
            _drop(body, pointer.split("/"))
        return f"{answer.status} {json.dumps(body, sort_keys=True)}"


def _drop(value, path):
    if isinstance(value, list):
        for item in value:
            _drop(item, path)
    elif isinstance(value, dict) and len(path) > 1:
        _drop(value.get(path[0]), path[1:])
    elif isinstance(value, dict):
        value.pop(path[0], None)
