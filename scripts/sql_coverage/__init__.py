"""Which statements of ``sql/`` the tests run, measured without an extension.

The tests run against a copy of ``sql/`` in which every statement first writes its place to the
server's log: no rollback, dropped database or crash takes that back.
"""
