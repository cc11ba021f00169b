"""Forwards MQTT to Kafka; acknowledges a message when Kafka has its record."""

import json, os, signal, sys, threading
from urllib.parse import urlsplit

from confluent_kafka import KafkaException, Producer
from paho.mqtt.client import CallbackAPIVersion, Client, MQTTv5
from paho.mqtt.properties import PacketTypes, Properties

# Idempotent: a retried batch keeps its order and is stored once. Timeout 0: retry until Kafka is back.
producer = Producer({"bootstrap.servers": os.environ["KAFKA_BROKERS"], "enable.idempotence": True,
                     "message.timeout.ms": 0, "reconnect.backoff.max.ms": 500, "partitioner": "murmur2_random"})
mqtt = Client(CallbackAPIVersion.VERSION2, client_id="python-bridge", protocol=MQTTv5, manual_ack=True)

def on_connect(client, _userdata, _flags, _reason, _properties):
    # QoS 1 at most: at QoS 2 paho sends PUBREC before it delivers a message, and a kill in between loses it.
    client.subscribe(os.environ["MQTT_TOPIC"], qos=min(1, int(os.environ["MQTT_QOS"])))

def on_message(client, _userdata, message):
    connection = client.socket()
    def on_delivery(error, _record):
        if error:
            raise KafkaException(error)
        if client.socket() is connection:  # a message id belongs to its connection
            client.ack(message.mid, message.qos)
    producer.produce(os.environ["KAFKA_TOPIC"], message.payload, key_of(message.payload),
                     headers=getattr(message.properties, "UserProperty", []), on_delivery=on_delivery)

def key_of(payload):
    try:
        return str(json.loads(payload)["id"])
    except (ValueError, TypeError, KeyError):
        return None

mqtt.on_connect, mqtt.on_message = on_connect, on_message
session = Properties(PacketTypes.CONNECT)
session.SessionExpiryInterval = 86_400  # seconds that the broker keeps the session of a killed bridge
broker = urlsplit(os.environ["MQTT_URL"])
mqtt.connect_async(broker.hostname, broker.port or 1883, clean_start=False, properties=session)
mqtt.reconnect_delay_set(max_delay=1)
threading.excepthook = lambda failure: (sys.excepthook(*failure[:3]), os._exit(1))  # a failure in paho's thread ends the process
stopping = threading.Event()
signal.signal(signal.SIGTERM, lambda *_: stopping.set())
mqtt.loop_start()
while not stopping.is_set():
    producer.poll(0.1)  # calls on_delivery
producer.flush(2)
mqtt.disconnect()
mqtt.loop_stop()
