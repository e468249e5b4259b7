"""Generated programs before every judge there is: compiler, checker, an oracle by enumeration, two solvers.

`python -m tests.laws.campaign --programs N --seed S`."""
