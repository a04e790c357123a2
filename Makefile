# The same commands for those whose fingers type make; ./run does the work and needs no make.

.PHONY: help serve test browser slow check coverage benchmark documents constraints
help serve test browser slow check coverage benchmark documents constraints:
	@./run $@
