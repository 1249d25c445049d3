"""Lets generated calls meet real refunds.

Without it nearly every generated id would be unknown, and nearly every generated order would not add up, so that only the
outermost checks of the API were ever reached.
"""

import copy
import itertools
import json
import os

import schemathesis

# ORDERS: the orders whose refunds there are, in several states. EVENT: a cancellation that is good.
ORDERS = json.loads(os.environ["ORDERS"])
EVENT = json.loads(os.environ["EVENT"])

# WANTED_MAX bounds the refunds that are asked for: each is paid, by a workflow of its own.
WANTED_MAX = 16

counter, wanted_counter = itertools.count(), itertools.count()


@schemathesis.hook
def before_call(context, case, kwargs):
    """Of the cases that are to be good, two in three are about a refund that there is, or ask for one that can be."""
    if case.meta is None or not case.meta.generation.mode.is_positive:
        return
    n = next(counter)
    if n % 3 == 0:
        return
    path = case.path_parameters or {}
    if "order_id" in path:
        path.update(merchant_id="m-001", order_id=ORDERS[n % len(ORDERS)], cancellation_id="c-1")
    if case.operation.definition.raw.get("operationId") == "requestRefund" and isinstance(case.body, dict):
        at = next(wanted_counter)
        if at >= WANTED_MAX:
            return
        case.body["cancellation"] = wanted(at)
        for name in list(case.headers or {}):
            if name.lower() == "idempotency-key":
                del case.headers[name]


def wanted(n):
    """A cancellation of an order of its own."""
    event = copy.deepcopy(EVENT)
    event["order_id"] = f"order-generated-{n}"
    event["customer"]["customer_id"] = f"generated-{n}"
    event["payments"][0]["provider_reference"] = f"ch_generated_{n}"
    return event
