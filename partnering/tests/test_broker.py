"""The broker of an installation without Redis: a message is there whole or not at all."""

from __future__ import annotations

import pytest
from kombu import Connection

from partnering import broker
from partnering.celery import TRANSPORT_ALIASES


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "queue"


@pytest.fixture
def queue(folder, tmp_path):
    """A queue of messages in a folder; its name is its own, as the library remembers queues by their names."""
    folder.mkdir()
    places = {"data_folder_in": str(folder), "data_folder_out": str(folder)}
    options = {**places, "control_folder": str(tmp_path / "control")}
    with Connection("filesystem://localhost", transport_options=options) as connection:
        assert TRANSPORT_ALIASES["filesystem"] == "partnering.broker:Transport"
        assert isinstance(connection.transport, broker.Transport)
        with connection.SimpleQueue(tmp_path.name) as queue:
            yield queue


def test_no_reader_finds_a_message_before_it_is_whole(queue, folder, monkeypatch):
    seen = []
    write = broker.Path.write_bytes

    def half_written(path, content):
        write(path, content[:5])
        seen.append(list(folder.glob("*.msg")))
        return write(path, content)

    monkeypatch.setattr(broker.Path, "write_bytes", half_written)

    queue.put({"a": 1})

    assert seen == [[]]
    message = queue.get(block=False)
    assert message.payload == {"a": 1}
    message.ack()
    with pytest.raises(queue.Empty):
        queue.get(block=False)
    assert list(folder.iterdir()) == []


def test_what_cannot_be_read_is_left_out_and_the_next_one_is_given(queue, folder, caplog):
    (folder / f"0_half.{folder.parent.name}.msg").write_bytes(b"")
    (folder / f"1_half.{folder.parent.name}.msg").write_bytes(b'{"bo')
    queue.put("whole")

    assert queue.get(block=False).payload == "whole"
    assert caplog.messages == ["Left out a message that can't be read."] * 2
