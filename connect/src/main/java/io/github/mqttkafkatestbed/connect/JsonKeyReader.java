package io.github.mqttkafkatestbed.connect;

import java.io.IOException;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;

/**
 * Reads the record key out of a JSON payload.
 *
 * <p>The payload is streamed, not built into a tree: numbers keep their text, and nesting costs no stack (Jackson
 * refuses more than 1000 levels). It is read to its end, so that half a document or one with something behind it is
 * never taken for JSON. Where a name stands twice in an object the last one counts, as in {@code JSON.parse}.
 */
final class JsonKeyReader {

    // Charset detection would take UTF-16 for JSON; RFC 8259 section 8.1 wants UTF-8.
    private static final JsonFactory JSON = JsonFactory.builder().disable(JsonFactory.Feature.CHARSET_DETECTION).build();

    private final JsonPointer pointer;
    private final int depth;

    JsonKeyReader(JsonPointer pointer) {
        this.pointer = pointer;
        this.depth = (int) pointer.toString().chars().filter(character -> character == '/').count();
    }

    /**
     * @return the text of a string; the JSON text of a number, {@code true} or {@code false}
     * @throws MissingKeyException if the payload is not JSON, has nothing at the pointer, or has null, an object, an
     *                             array or text that is not Unicode there
     */
    String read(byte[] payload) throws MissingKeyException {
        JsonToken found = null;
        String text = null;
        boolean complete = false;
        try (JsonParser parser = JSON.createParser(payload)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (complete) {
                    throw new MissingKeyException(DeadLetter.Reason.KEY_INVALID, "Something follows the JSON payload.");
                }
                if (isWanted(token, parser.getParsingContext())) {
                    found = token;
                    text = token.isScalarValue() ? parser.getText() : null;
                }
                complete = parser.getParsingContext().inRoot();
            }
        } catch (IOException e) {
            throw new MissingKeyException(DeadLetter.Reason.KEY_INVALID, "The payload is not JSON in UTF-8.");
        }
        if (!complete) {
            throw new MissingKeyException(DeadLetter.Reason.KEY_INVALID, "The payload is empty, not JSON.");
        }
        return checked(found, text);
    }

    private boolean isWanted(JsonToken token, JsonStreamContext context) {
        if (!token.isScalarValue() && !token.isStructStart()) {
            return false;
        }
        // At the start of an object or array the context is already the one inside it.
        JsonStreamContext place = token.isStructStart() ? context.getParent() : context;
        if (place.getNestingDepth() != depth) {
            return false;
        }
        // Every token of every message comes here, and most keys are members of the outermost object.
        return depth == 1 && place.inObject()
                ? pointer.getMatchingProperty().equals(place.getCurrentName())
                : place.pathAsPointer().equals(pointer);
    }

    private String checked(JsonToken found, String text) throws MissingKeyException {
        if (found == null) {
            throw new MissingKeyException(DeadLetter.Reason.KEY_MISSING, "The payload has no " + pointer + ".");
        }
        if (found == JsonToken.VALUE_NULL || found.isStructStart()) {
            throw new MissingKeyException(DeadLetter.Reason.KEY_INVALID, "The payload's " + pointer
                    + " is neither a string nor a number nor a boolean.");
        }
        if (hasHalfPair(text)) {
            throw new MissingKeyException(DeadLetter.Reason.KEY_INVALID,
                    "The payload's " + pointer + " has half a surrogate pair and cannot be written as UTF-8.");
        }
        return text;
    }

    /** Whether there is a surrogate without its other half, which no encoding can write. */
    private static boolean hasHalfPair(String text) {
        return text.codePoints().anyMatch(point -> point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE);
    }
}
