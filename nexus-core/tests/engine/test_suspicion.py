from nexus.engine.suspicion import Suspicion


def test_a_message_that_fails_while_others_get_through_is_blamed_in_the_end():
    suspicion = Suspicion(limit=3)
    verdicts = []
    for _ in range(5):
        verdicts.append(suspicion.blames("x"))
        suspicion.others_got_through()
    assert verdicts == [False, False, False, True, True]


def test_a_destination_that_is_away_blames_nobody_however_often_it_fails():
    suspicion = Suspicion(limit=3)
    suspicion.others_got_through()
    assert not any(suspicion.blames("x") for _ in range(100))


def test_messages_that_were_blamed_long_ago_are_forgotten():
    suspicion = Suspicion(limit=0)
    for number in range(3000):
        suspicion.blames(str(number))
    assert len(suspicion._failures) == 1000


def test_what_failed_alone_twice_while_others_got_through_is_suspected():
    suspicion = Suspicion()
    suspicion.blames("m")
    assert not suspicion.suspects("m")
    suspicion.blames("m")
    assert not suspicion.suspects("m")
    suspicion.others_got_through()
    suspicion.blames("m")
    assert suspicion.suspects("m")
    assert not suspicion.suspects("other")
