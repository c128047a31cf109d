//! The desk: who is asked, for how long, and what then.
