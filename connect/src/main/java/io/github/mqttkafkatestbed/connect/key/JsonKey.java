package io.github.mqttkafkatestbed.connect.key;

import java.io.IOException;
import java.util.Arrays;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;

/**
 * Record key taken from a JSON payload, at a JSON Pointer (RFC 6901).
 *
 * <p>The payload is streamed instead of built into a tree: numbers keep their text and have any length, and nesting costs no
 * stack. Two limits of Jackson remain, since their cost in memory would exceed the payload's size by far: 1,000 levels, and
 * 50,000 characters of a name, which its table of names keeps. The payload is read to its end, so that an incomplete document, or one followed by something
 * else, is not accepted. Of a name that occurs twice in an object the last one counts, as in {@code JSON.parse}.
 */
final class JsonKey implements RecordKey {

    private static final JsonFactory JSON = JsonFactory.builder()
            // It would accept UTF-16; RFC 8259 section 8.1 requires UTF-8.
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            // The record's size is the limit.
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNumberLength(Integer.MAX_VALUE).maxStringLength(Integer.MAX_VALUE).build())
            .build();

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final JsonPointer pointer;
    private final int depth;

    JsonKey(JsonPointer pointer) {
        this.pointer = pointer;
        this.depth = (int) pointer.toString().chars().filter(character -> character == '/').count();
    }

    JsonPointer pointer() {
        return pointer;
    }

    /**
     * Returns the text of a string, or the JSON text of a number, {@code true} or {@code false}.
     *
     * @throws RecordKeyException if the payload is not JSON, has nothing at the pointer, or has null, an object, an
     *                            array or text that is not Unicode there
     */
    @Override
    public String of(Mqtt5Publish publish, byte[] payload) throws RecordKeyException {
        JsonToken found = null;
        String text = null;
        boolean complete = false;
        try (JsonParser parser = JSON.createParser(payload)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (complete) {
                    throw RecordKeyException.invalid("Something follows the JSON payload.");
                }
                if (isAtPointer(token, parser.getParsingContext())) {
                    found = token;
                    text = token.isScalarValue() ? parser.getText() : null;
                }
                complete = parser.getParsingContext().inRoot();
            }
        } catch (StreamConstraintsException e) {
            throw RecordKeyException.invalid("The payload exceeds a limit of the JSON parser. " + e.getOriginalMessage() + ".");
        } catch (IOException e) {
            throw RecordKeyException.invalid(hasByteOrderMark(payload)
                    ? "The payload begins with a byte order mark, which is not JSON (RFC 8259 section 8.1)."
                    : "The payload is not JSON in UTF-8.");
        }
        if (!complete) {
            throw RecordKeyException.invalid("The payload is empty, not JSON.");
        }
        return checked(found, text);
    }

    private static boolean hasByteOrderMark(byte[] payload) {
        int length = BYTE_ORDER_MARK.length;
        return payload.length >= length && Arrays.equals(payload, 0, length, BYTE_ORDER_MARK, 0, length);
    }

    private boolean isAtPointer(JsonToken token, JsonStreamContext context) {
        if (!token.isScalarValue() && !token.isStructStart()) {
            return false;
        }
        // At the start of an object or array the context is already the one inside it.
        JsonStreamContext place = token.isStructStart() ? context.getParent() : context;
        if (place.getNestingDepth() != depth) {
            return false;
        }
        // Runs for every token of every message, and most keys are members of the outermost object.
        return depth == 1 && place.inObject()
                ? pointer.getMatchingProperty().equals(place.getCurrentName())
                : place.pathAsPointer().equals(pointer);
    }

    private String checked(JsonToken found, String text) throws RecordKeyException {
        if (found == null) {
            throw RecordKeyException.missing("The payload has no " + pointer + ".");
        }
        if (found == JsonToken.VALUE_NULL || found.isStructStart()) {
            throw RecordKeyException.invalid("The payload's " + pointer
                    + " is neither a string nor a number nor a boolean.");
        }
        if (hasLoneSurrogate(text)) {
            throw RecordKeyException.invalid(
                    "The payload's " + pointer + " has half a surrogate pair and cannot be written as UTF-8.");
        }
        return text;
    }

    /** Whether the text has a surrogate without its other half, which no encoding can write. */
    private static boolean hasLoneSurrogate(String text) {
        return text.codePoints().anyMatch(point -> point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE);
    }
}
