"""MQTT connector for Nexus: receives from brokers, and publishes to them."""
