"""What schemathesis cannot know from the document alone: the ids of records that exist, and that writes need a key.

It is loaded by schemathesis itself. `MARTLET_IDS` names a JSON file: ids by their kind, the text before the `_`.
"""
import json
import os
import random
import re
import uuid

import schemathesis

ID = re.compile(r"^([a-z]+)_[0-7][0-9a-hjkmnp-tv-z]{25}$")
with open(os.environ["MARTLET_IDS"]) as file:
    IDS = json.load(file)
chance = random.Random(os.environ["MARTLET_SEED"])


def real(value):
    """The value with most well-formed ids replaced by such of the same kind that exist."""
    if isinstance(value, str):
        found = ID.match(value)
        known = IDS.get(found.group(1)) if found else None
        return chance.choice(known) if known and chance.random() < 0.8 else value
    if isinstance(value, dict):
        return {name: real(member) for name, member in value.items()}
    if isinstance(value, list):
        return [real(member) for member in value]
    return value


@schemathesis.hook
def before_call(context, case, kwargs):
    """Changes a request just before it is sent."""
    case.path_parameters = real(case.path_parameters)
    case.query = real(case.query)
    case.body = real(case.body)
    if case.method.upper() in ("POST", "PATCH", "PUT", "DELETE") and chance.random() < 0.9:
        if case.headers is not None and "Idempotency-Key" not in case.headers:
            case.headers["Idempotency-Key"] = str(uuid.UUID(int=chance.getrandbits(128)))
