"""Sources beside the agent, received from by the plugins that are installed here, into the agent's queue."""
