package io.bascule.contracts;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a field or a type means, in words for its JSON Schema and the event catalogue. Both are
 * generated from it, so that the documentation cannot say something else than the code.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.RECORD_COMPONENT})
public @interface About {
    /** One sentence: what is true of this value. */
    String value();

    /** The unit, as written after a number ({@code s}, {@code bytes}); empty for none. */
    String unit() default "";
}
