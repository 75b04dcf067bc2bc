"""What every REST door needs: the request read, the envelope round the answer, the documentation beside."""
