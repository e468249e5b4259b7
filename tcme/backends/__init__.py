"""Plan to execution: MPC, models, environments, sessions."""
