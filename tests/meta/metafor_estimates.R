# Reference results for effects of means and correlations: writes metafor_estimates.json into the current folder.
# Debian 12: apt-get install r-cran-metafor r-cran-metadat r-cran-jsonlite; Rscript metafor_estimates.R
suppressMessages({library(metafor); library(metadat); library(jsonlite)})
control <- list(threshold = 1e-12, tol = 1e-13, maxiter = 10000)
data <- list(
  raudenbush1985 = list(measure = "SMD", dat = dat.raudenbush1985, cont = dat.raudenbush1985$weeks,
                        group = dat.raudenbush1985$setting),
  molloy2014 = list(measure = "ZCOR", dat = escalc(measure = "ZCOR", ri = ri, ni = ni, data = dat.molloy2014),
                    cont = dat.molloy2014$meanage, group = dat.molloy2014$design),
  normand1999_smd = list(measure = "SMD", dat = escalc(measure = "SMD", m1i = m1i, sd1i = sd1i, n1i = n1i, m2i = m2i,
                         sd2i = sd2i, n2i = n2i, data = dat.normand1999)),
  normand1999_md = list(measure = "MD", dat = escalc(measure = "MD", m1i = m1i, sd1i = sd1i, n1i = n1i, m2i = m2i,
                        sd2i = sd2i, n2i = n2i, data = dat.normand1999))
)
one <- function(fit) {
  predicted <- if (fit$p == 1) predict(fit)
  shrunk <- if (fit$k > 1) blup(fit)
  statistics <- fitstats(fit, REML = fit$method == "REML")[, 1]
  profile <- if (!is.element(fit$method, "EE") && fit$p == 1) confint(fit, control = list(tol = 1e-12, maxiter = 10000, tau2.max = 1e6))$random["tau^2", ]
  list(coef = as.vector(fit$beta), se = fit$se, p = fit$pval, tau2 = fit$tau2, I2 = fit$I2, H2 = fit$H2, R2 = fit$R2,
       Q = fit$QE, Q_p = fit$QEp, QM = fit$QM, QM_p = fit$QMp, tau2_ci = as.vector(profile)[2:3],
       pi = c(predicted$pi.lb, predicted$pi.ub), loglik = statistics[[1]], aic = statistics[[3]],
       bic = statistics[[4]], aicc = statistics[[5]],
       blup = shrunk$pred, blup_low = shrunk$pi.lb, blup_high = shrunk$pi.ub)
}
out <- list(software = c(R = as.character(getRversion()), metafor = as.character(packageVersion("metafor")),
                         metadat = as.character(packageVersion("metadat"))))
for (name in names(data)) {
  d <- data[[name]]; yi <- as.vector(d$dat$yi); vi <- d$dat$vi
  results <- list()
  for (method in c("REML", "DL", "PM", "EE")) for (test in c("z", "knha")) {
    if (method == "EE" && test == "knha") next
    fits <- list(pool = rma(yi, vi, method = method, test = test, control = control))
    if (!is.null(d$cont)) fits$cont <- rma(yi, vi, mods = ~ d$cont, method = method, test = test, control = control)
    if (!is.null(d$group)) fits$group <- rma(yi, vi, mods = ~ factor(d$group), method = method, test = test,
                                             control = control)
    for (kind in names(fits)) results[[paste(kind, method, test, sep = ".")]] <- one(fits[[kind]])
  }
  out[[name]] <- list(measure = d$measure, yi = yi, vi = vi, ri = d$dat$ri, ni = d$dat$ni, cont = d$cont,
                      group = as.character(d$group), results = results)
}
writeLines(toJSON(out, digits = NA, auto_unbox = TRUE, na = "null", null = "null", pretty = FALSE), "metafor_estimates.json")
