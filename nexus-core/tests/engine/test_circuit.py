from nexus.engine.circuit import Circuit, CircuitState
from nexus.engine.retry import Hold


def test_a_rest_counts_no_failure_and_lets_nothing_pass_until_it_is_over():
    circuit = Circuit()
    circuit.rest("a row", 12.0)
    assert not circuit.may_pass(11.9)
    assert (circuit.reason, circuit.failures) == ("a row", 0)
    assert circuit.may_pass(12.0)
    assert circuit.close()


def test_a_closed_circuit_lets_everything_pass():
    assert Circuit().may_pass(0.0)


def test_an_open_circuit_lets_nothing_pass_until_its_pause_is_over_and_then_probes():
    circuit = Circuit(base=1.0)
    probe_at = circuit.open(Hold("refused"), now=10.0)
    assert 10.5 <= probe_at <= 11.0
    assert not circuit.may_pass(10.4)
    assert circuit.may_pass(probe_at)
    assert circuit.probing


def test_each_failed_probe_doubles_the_pause_up_to_the_cap():
    circuit = Circuit(base=1.0, cap=8.0)
    now, pauses = 0.0, []
    for _ in range(10):
        probe_at = circuit.open(Hold("refused"), now)
        pauses.append(probe_at - now)
        now = probe_at
        assert circuit.may_pass(now)
    assert pauses[0] <= 1.0
    assert 4.0 <= pauses[-1] <= 8.0


def test_writes_that_were_under_way_when_it_opened_do_not_lengthen_the_pause():
    circuit = Circuit(base=1.0, cap=100.0)
    pauses = [circuit.open(Hold("refused"), now=0.0) for _ in range(10)]
    assert max(pauses) <= 1.0


def test_the_destinations_own_wish_is_the_least_pause():
    assert Circuit(base=0.1).open(Hold("busy", after=30.0), now=0.0) == 30.0


def test_closing_tells_whether_it_was_open_and_forgets_the_failures():
    circuit = Circuit()
    assert not circuit.close()
    circuit.open(Hold("refused", needs_person=True), now=0.0)
    assert circuit.needs_person
    assert circuit.close()
    assert circuit.state is CircuitState.CLOSED
    assert circuit.failures == 0
    assert not circuit.needs_person
