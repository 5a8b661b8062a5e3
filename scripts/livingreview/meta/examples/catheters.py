# %% data
# Bloodstream infections with treated and with standard catheters:
# Niel-Weise BS, Stijnen T, van den Broek PJ. Intensive Care Med
# 2007;33:2058-2068, as in dat.nielweise2007 of the R package metadat.
import numpy as np

from livingreview import meta

trials = [  # infections and patients: treated, then standard
    ("Bach 1996", 0, 116, 3, 117),
    ("George 1997", 1, 44, 3, 35),
    ("Maki 1997", 2, 208, 9, 195),
    ("Raad 1997", 0, 130, 7, 136),
    ("Heard 1998", 5, 151, 6, 157),
    ("Collin 1999", 1, 98, 4, 139),
    ("Hannan 1999", 1, 174, 3, 177),
    ("Marik 1999", 1, 74, 2, 39),
    ("Pierce 2000", 1, 97, 19, 103),
    ("Sheng 2000", 1, 113, 2, 122),
    ("Chatzinikolaou 2003", 0, 66, 7, 64),
    ("Corral 2003", 0, 70, 1, 58),
    ("Brun-Buisson 2004", 3, 188, 5, 175),
    ("Leon 2004", 6, 187, 11, 180),
    ("Yucel 2004", 0, 118, 0, 105),
    ("Moretti 2005", 0, 252, 1, 262),
    ("Rupp 2005", 1, 345, 3, 362),
    ("Osma 2006", 4, 64, 1, 69),
]
names, treated, n_treated, standard, n_standard = zip(*trials, strict=True)

# %% pool
pooled = meta.pool_proportions(standard, n_standard, labels=names)
print(pooled)

# %% published
# Stijnen T, Hamza TH, Ozdemir P. Stat Med 2010;29:3046-3067.
printed = {
    "standard": (-3.4964, 0.2570, 0.8124),
    "treated": (-4.8121, 0.3555, 0.8265),
}
arms = {"standard": (standard, n_standard), "treated": (treated, n_treated)}
print("catheter  source     log odds      SE   tau^2")
for arm, (events, n) in arms.items():
    own = meta.pool_proportions(events, n)
    here = own.coef, own.se, own.tau2
    for source, row in (("published", printed[arm]), ("here", here)):
        log_odds, se, tau2 = row
        print(f"{arm:8}  {source:9} {log_odds:9.4f} {se:7.4f} {tau2:7.4f}")


# %% prediction
def span(low: float, high: float) -> str:
    return f"{low:.3f} to {high:.3f}"


by_t = meta.pool_proportions(standard, n_standard, test="t")
for test, found in (("z", pooled), ("t", by_t)):
    print(f"{test}: confidence {span(found.ci_low, found.ci_high)}")
    print(f"   prediction {span(found.pi_low, found.pi_high)}")

# %% studies
predicted = pooled.blups()
for name in ("Pierce 2000", "Yucel 2004"):
    i = names.index(name)
    interval = span(predicted.ci_low[i], predicted.ci_high[i])
    print(f"{name}: {standard[i]} of {n_standard[i]}")
    print(f"   predicted {predicted.estimate[i]:.3f} ({interval})")

# %% bayes
posterior = meta.bayes_proportions(standard, n_standard)
interval = span(posterior.ci_low, posterior.ci_high)
print(f"median trial {posterior.estimate:.3f} ({interval})")
print(f"new trial {span(posterior.pi_low, posterior.pi_high)}")
print(f"P(median trial above 5 %) = {posterior.mu.above(0.05):.3f}")
print(f"P(new trial above 5 %) = {posterior.new.above(0.05):.3f}")

# %% leave one out
without = meta.leave_one_out(standard, n_standard, labels=names)
for name, left in zip(names, without, strict=True):
    interval = span(left.ci_low, left.ci_high)
    print(f"{name:20} {left.estimate:.3f} ({interval})")

# %% compare
counts = treated, n_treated, standard, n_standard
ratio = meta.pool_two_arm(*counts, measure="OR", labels=names)
print(repr(ratio))
print(*ratio.notes, sep="\n")

# %% plot
ratio.plot()

# %% estimates
log_ratios = np.log(ratio.studies.estimate)
low, high = np.log(ratio.studies.ci_low), np.log(ratio.studies.ci_high)
ses = (high - low) / 3.92
print(repr(meta.pool_estimates(log_ratios, ses=ses, measure="OR")))

# %% table
print(pooled.to_frame().round(3))
