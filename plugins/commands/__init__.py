"""What the commands of `tasks.py` do. The only room that knows all the others."""

import os

# numpy sorts and counts here, it multiplies no matrices: the threads that its library starts for that cost a tenth of
# the time of a small change
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
