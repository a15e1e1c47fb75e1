"""The management API: everything below ``/api`` that people, agents and scripts configure and look at Nexus with."""
