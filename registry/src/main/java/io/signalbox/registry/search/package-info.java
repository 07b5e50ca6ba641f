/** MLflow's filter and order grammar: one parser that gives a tree, one translator to SQL with bound parameters. */
@NullMarked
package io.signalbox.registry.search;

import org.jspecify.annotations.NullMarked;
