package io.bascule.failover;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Beans that the annotated configuration declares exist only where a property is set, and neither
 * blank nor {@code false}. Unlike a condition it is looked at when the process starts, even if its
 * beans are code ({@link RoleGate}).
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface OnlyWith {

    /** The property's name. */
    String value();
}
