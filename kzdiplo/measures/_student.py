"""Quantiles of Student's t, without need of SciPy."""

import numpy as np


def t_quantile(freedom: int) -> float:
    """Return the 97.5 % quantile of Student's t, by halving the angle atan(t / sqrt(freedom)).

    The share between -t and t is a finite sum of powers of that angle's cosine (Abramowitz and
    Stegun, Handbook of Mathematical Functions, 26.7.3 and 26.7.4).
    """
    odd = freedom % 2 == 1
    powers = np.arange(freedom % 2, freedom - 1, 2)
    factors = np.cumprod(np.where(powers < 2, 1, 1 - 1 / np.maximum(powers, 1)))
    low, high = 0.0, np.pi / 2
    while low < (angle := (low + high) / 2) < high:
        share = np.sin(angle) * (factors * np.cos(angle) ** powers).sum()
        if (2 / np.pi * (angle + share) if odd else share) < 0.95:
            low = angle
        else:
            high = angle
    return float(np.sqrt(freedom) * np.tan(angle))
