"""Drives the server with Google's Python client; called by other-languages.test.ts. Prints one JSON line."""

import json
import sys

from google.api_core.exceptions import AlreadyExists, NotFound
from google.cloud import pubsub_v1

project, text = sys.argv[1:3]
publisher = pubsub_v1.PublisherClient()
subscriber = pubsub_v1.SubscriberClient()
topic = publisher.topic_path(project, "python")
subscription = subscriber.subscription_path(project, "python")

publisher.create_topic(name=topic)
try:
    publisher.create_topic(name=topic)
    again = "created twice"
except AlreadyExists as error:
    again = error.message
try:
    subscriber.get_subscription(subscription=subscription)
    missing = "found"
except NotFound as error:
    missing = error.message
subscriber.create_subscription(
    request={
        "name": subscription,
        "topic": topic,
        "ack_deadline_seconds": 20,
        "enable_exactly_once_delivery": True,
    }
)
ids = [publisher.publish(topic, f"{text} {i}".encode(), number=str(i)).result() for i in range(20)]

received = {}


def take(message):
    message.ack_with_response().result(timeout=60)
    received[message.message_id] = [message.data.decode(), dict(message.attributes)]
    if len(received) == len(ids):
        future.cancel()


future = subscriber.subscribe(subscription, take)
try:
    future.result(timeout=60)
except Exception as error:  # a cancelled future is how the client ends
    if len(received) != len(ids):
        raise error
pulled = subscriber.pull(
    request={"subscription": subscription, "max_messages": 1, "return_immediately": True}
)
print(
    json.dumps(
        {
            "again": again,
            "missing": missing,
            "received": [received[i] for i in ids],
            "left": len(pulled.received_messages),
            "topics": [t.name for t in publisher.list_topics(project=f"projects/{project}")],
        }
    )
)
