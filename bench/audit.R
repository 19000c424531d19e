# What R's survival takes for the same calls: CPU seconds, memory and what came out.  audit.R TASK FOLDER
# SPDX-License-Identifier: Apache-2.0
suppressPackageStartupMessages(library(survival))
arguments <- commandArgs(TRUE)
task <- arguments[1]
folder <- arguments[2]

column <- function(name, what, size, signed = TRUE) {
  path <- file.path(folder, name)
  readBin(path, what, file.size(path) / size, size, signed)
}
time <- column("time", "double", 8)
ending <- column("ending", "integer", 1, FALSE)
group <- column("group", "integer", 4)
rows <- length(time)

tell <- function(name, value) cat(sprintf("%s %.17g\n", name, value), sep = "")
measure <- function(name, work) {
  gc()
  began <- proc.time()
  result <- work()
  took <- proc.time() - began
  tell(paste0("seconds_", name), took[["user.self"]] + took[["sys.self"]])
  result
}

if (task == "log_rank") {
  stratum <- column("stratum", "integer", 4)
  event <- ending == 1L
  test <- measure("formula", function() survdiff(Surv(time, event) ~ group + strata(stratum)))
  tell("chisq", test$chisq)
  tell("observed", sum(test$obs[2, ]))
  tell("expected", sum(test$exp[2, ]))
  rm(test)
  y <- Surv(time, event)
  groups <- group + 1L
  core <- measure("core", function() survival:::survdiff.fit(y, groups, stratum, 0))
  # It numbers the groups as they come; the second is the smaller one.
  tell("core_expected", min(rowSums(core$expected)))
} else if (task == "incidence") {
  how <- factor(ending, 0:2, c("open", "served", "unserved"))
  with_se <- rows <= 200000
  fit <- measure("formula", function() survfit(Surv(time, how) ~ group, se.fit = with_se))
  for (t in c(300, 600, 1200, 2400)) {
    at <- summary(fit, times = t)
    for (i in 1:2) {
      tell(sprintf("served%d_%g", i - 1, t), at$pstate[i, 2])
      tell(sprintf("unserved%d_%g", i - 1, t), at$pstate[i, 3])
      if (with_se) {
        tell(sprintf("se_served%d_%g", i - 1, t), at$std.err[i, 2])
        tell(sprintf("se_unserved%d_%g", i - 1, t), at$std.err[i, 3])
      }
    }
  }
} else if (task == "standard") {
  # R has no such function: the same by rowsum(), which is compiled.
  stratum <- column("stratum", "integer", 4)
  cluster <- column("cluster", "integer", 4)
  done <- measure("formula", function() {
    there <- ending != 0L
    y <- as.double(ending == 1L & time <= 600)[there]
    cell <- (stratum * 2L + group)[there] + 1L
    cells <- max(cell)
    sums <- matrix(0, cells, 2)
    by_cell <- rowsum(cbind(1, y), cell)
    sums[as.integer(rownames(by_cell)), ] <- by_cell
    n <- sums[, 1]
    mean <- sums[, 2] / n
    first <- seq(1, cells, 2)
    both <- n[first] > 0 & n[first + 1] > 0
    weight <- ifelse(both, n[first] + n[first + 1], 0)
    weight <- weight / sum(weight)
    tell("difference", sum((weight * (mean[first + 1] - mean[first]))[both]))
    leverage <- rep(weight, each = 2) * c(-1, 1) / n
    influence <- leverage[cell] * (y - mean[cell])
    tell("se_row", sqrt(sum(influence^2)))
    tell("se_cluster", sqrt(sum(rowsum(influence, cluster[there])^2)))
  })
} else if (task == "clustered") {
  # The score of the clusters at no difference, which coxph makes on its way; no more than that is asked of it.
  stratum <- column("stratum", "integer", 4)
  cluster <- column("cluster", "integer", 4)
  event <- ending == 1L
  fit <- measure("formula", function() {
    coxph(Surv(time, event) ~ group + strata(stratum), cluster = cluster, init = 0, iter.max = 0, ties = "breslow")
  })
  tell("rscore", fit$rscore)
} else {
  stratum <- column("stratum", "integer", 4)
  event <- ending == 1L
  x <- t(matrix(column("covariates", "double", 4), 10))
  colnames(x) <- paste0("x", 0:9)
  control <- coxph.control(eps = 1e-12, iter.max = 50, toler.chol = 1e-13)
  fit <- measure("formula", function() coxph(Surv(time, event) ~ x + strata(stratum), control = control))
  tell("loglik", fit$loglik[2])
  for (i in 1:10) {
    tell(sprintf("coef%d", i - 1), fit$coefficients[[i]])
    tell(sprintf("se%d", i - 1), sqrt(fit$var[i, i]))
  }
  rm(fit)
  y <- Surv(time, event)
  strata <- stratum + 1L
  core <- measure("core", function() {
    coxph.fit(x, y, strata, NULL, rep(0, 10), control, NULL, "efron", as.character(seq_len(rows)), FALSE)
  })
  tell("core_coef0", core$coefficients[[1]])
}
status <- readLines("/proc/self/status")
tell("megabytes", as.numeric(gsub("[^0-9]", "", grep("VmHWM", status, value = TRUE))) / 1024)
