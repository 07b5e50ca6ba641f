"""The search of registered models."""

from both import quoted


def ask(both, name):
    for suffix, tags in (("a", {"n": "0"}), ("B", {"n": "1"}), ("c_d", {}), ("prompt", {"mlflow.prompt.is_prompt": "true"})):
        both.post("registered-models/create", {"name": name + suffix, "tags": [{"key": k, "value": v} for k, v in {"of": name, **tags}.items()]})

    def search(filter, ours_is=None, **more):
        mine = f"tags.of = '{name}'"
        asked = "registered-models/search?filter=" + quoted(f"{mine} AND {filter}" if filter else mine)
        both.get(asked + "".join(f"&{k}={quoted(v)}" for k, v in more.items()), words=False, ours_is=ours_is)

    for filter in (
        "",
        f"name = '{name}a'",
        f"name != '{name}a'",
        f"name LIKE '{name}%'",
        "name ILIKE '%b'",
        "name LIKE '%c_d'",
        f"name IN ('{name}a')",
        "tags.n = '0'",
        "tags.n != '0'",
        "tag.n = '0'",
        "tags.n LIKE '%'",
        "tags.n > '0'",
        "tags.`mlflow.prompt.is_prompt` != 'true'",
        'tag.`mlflow.prompt.is_prompt` = "true"',
        "tags.`mlflow.prompt.is_prompt` = 'false'",
        "attribute.name = 'x'",
        "version = 1",
        "name = 5",
        "name = 'a' OR name = 'b'",
        "creation_timestamp > 0",
        "params.a = 'b'",
        "name",
    ):
        search(filter)
    for order in ("name", "name DESC", "last_updated_timestamp DESC", "timestamp", "nope", "name UP"):
        search("", order_by=order)
    search("", max_results="2")
    search("", max_results="0", ours_is="400 INVALID_PARAMETER_VALUE")
    search("", max_results="-1", ours_is="400 INVALID_PARAMETER_VALUE")
    search("", max_results="1001")
    search("", page_token="x")
    for order in ("creation_timestamp ASC", "tags.n"):
        search("", order_by=order, ours_is="200")
