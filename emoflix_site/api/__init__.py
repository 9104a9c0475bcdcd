"""What every route of the API has in common: who asks, how often, how it is refused, what need not be sent twice."""
