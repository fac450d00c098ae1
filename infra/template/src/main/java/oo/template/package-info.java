/**
 * {@code infra/sam-template.yaml} as the server understands it. What AWS would do with a property
 * is either honoured here or ignored by name; anything else stops the start, so that a template
 * never means one thing here and another there. Nothing here serves anything.
 */
@NullMarked
package oo.template;

import org.jspecify.annotations.NullMarked;
