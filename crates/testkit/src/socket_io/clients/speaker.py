"""Speaks Socket.IO by python-socketio: orders come as lines of JSON, and so goes what happens."""

import json
import sys
import threading

import socketio

lock = threading.Lock()


def say(*line):
    with lock:
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()


client = socketio.Client(reconnection_delay=0.05, reconnection_delay_max=0.2, randomization_factor=0)


@client.event
def connect():
    say("connect", client.transport())


@client.event
def disconnect(reason=None):
    say("disconnect", str(reason))


@client.event
def connect_error(error):
    say("connect_error", str(error))


@client.on("*")
def anything(event, *data):
    say(event, *data)


def begin(order):
    transport = order["transport"]
    transports = ["polling", "websocket"] if transport == "upgrade" else [transport]
    headers = {"Origin": order["origin"]} if order["origin"] else {}
    try:
        client.connect(order["url"], headers=headers, transports=transports)
    except socketio.exceptions.ConnectionError:
        pass  # It was said as connect_error.


for line in sys.stdin:
    order = json.loads(line)
    match order["order"]:
        case "connect":
            target = order
            begin(order)
        case "emit":
            client.emit(order["event"], order["data"])
        case "disconnect":
            client.disconnect()
        case "reconnect":
            begin(target)
        case "break":
            client.eio.disconnect(abort=True)
client.disconnect()
