"""Real servers for tests, each a context manager: private data, a free loopback port, gone with the test process.

>>> with PostgresServer() as server:
...     url = server.new_database()

None of them skips a test: where a program is missing, the error names the Debian package that brings it.
"""

from nexus.testing.servers.answers import Answer, ReceivedRequest
from nexus.testing.servers.certificates import Certificate, CertificateAuthority
from nexus.testing.servers.http_server import HttpServer
from nexus.testing.servers.mariadb import MariaDBServer
from nexus.testing.servers.mosquitto import MosquittoServer
from nexus.testing.servers.postgres import PostgresServer
from nexus.testing.servers.process import ServerProcess
from nexus.testing.servers.redis import RedisServer, ValkeyServer
from nexus.testing.servers.redis_cluster import RedisCluster
from nexus.testing.servers.tcp_proxy import TcpProxy

__all__ = [
    "Answer",
    "Certificate",
    "CertificateAuthority",
    "HttpServer",
    "MariaDBServer",
    "MosquittoServer",
    "PostgresServer",
    "ReceivedRequest",
    "RedisCluster",
    "RedisServer",
    "ServerProcess",
    "TcpProxy",
    "ValkeyServer",
]
