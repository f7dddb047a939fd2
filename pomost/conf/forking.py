"""What must not be under way in any thread while the process forks."""

import os
import threading

# The child of a fork has one thread, and of all others what they held at that moment, for ever: a lock, a module half
# imported, the pipe by which Popen learns that a program has begun (whose end Popen waits for). A thread that does such
# things holds this lock meanwhile, and the fork waits for it.
NO_FORK = threading.Lock()
os.register_at_fork(before=NO_FORK.acquire, after_in_parent=NO_FORK.release, after_in_child=NO_FORK.release)
