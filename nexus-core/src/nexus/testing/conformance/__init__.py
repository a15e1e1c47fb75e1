"""Conformance suites: subclass one, give it the real thing as a fixture, and every promise of the contract is checked.

Each suite is a class of pytest checks. The author supplies the component type as a class attribute and a fixture ``bench``:
the system behind the connector, reached by the tests' own means. What a bench cannot give fails the checks that need it,
until the suite's ``skips`` says in writing why it cannot be; the reason shows in the certificate.
"""
