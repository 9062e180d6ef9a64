package io.bascule.notification.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignatureTest {

    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String OTHER = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

    /** The example of the Standard Webhooks specification; openssl gives the same. */
    private static final String EXPECTED = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    @Test
    void isWhatTheStandardSays() {
        assertThat(sign(SECRET)).isEqualTo(EXPECTED);
    }

    @Test
    void whileASecretIsChangedBothSign() {
        assertThat(sign(OTHER + "\n" + SECRET).split(" "))
                .hasSize(2)
                .contains(EXPECTED)
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hunter2", "whsec_", "whsec_aHVudGVyMg==", "whsec_%%%hunter2%%%"})
    void aBadSecretIsRefusedAndNotRepeated(String secret) {
        assertThatThrownBy(() -> Signature.with(secret))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Expected a webhook secret")
                .hasMessageNotContainingAny("hunter2", "aHVudGVyMg");
    }

    private static String sign(String secrets) {
        return Signature.with(secrets)
                .of("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, "{\"test\": 2432232314}");
    }
}
