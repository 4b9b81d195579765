import Kernel

/// Turns the HTML that shops export into plain text: nothing of the mark-up survives, so nothing of it can run.
/// Text without mark-up stays as it is.
package enum PlainText {
    /// The text a reader would see: block elements end a line, scripts and styles are dropped, entities are read.
    package static func ofHTML(_ html: String) -> String {
        guard html.contains(where: { $0 == "<" || $0 == "&" }) else { return html }
        var text = ""
        text.reserveCapacity(html.utf8.count)
        var rest = html[...]
        while let open = rest.firstIndex(of: "<") {
            text += rest[..<open]
            let inside = rest[rest.index(after: open)...]
            guard let first = inside.first, first.isLetter || first == "/" || first == "!" || first == "?" else {
                text.append("<")
                rest = inside
                continue
            }
            rest = skip(inside, writingBreaksTo: &text)
        }
        text += rest
        return entitiesRead(text)
    }

    /// Passes over one tag or comment, and over all of a script or style.
    private static func skip(_ inside: Substring, writingBreaksTo text: inout String) -> Substring {
        if inside.hasPrefix("!--") {
            guard let end = inside.firstRange(of: "-->") else { return "" }
            return inside[end.upperBound...]
        }
        guard let close = tagEnd(inside) else { return "" }
        let isClosing = inside.first == "/"
        let name = inside.drop { $0 == "/" }.prefix { $0.isLetter || $0.isNumber }.lowercased()
        let rest = inside[inside.index(after: close)...]
        if breaking.contains(name) { text.append("\n") }
        if paragraph.contains(name) && isClosing { text.append("\n") }
        guard dropped.contains(name), !isClosing else { return rest }
        guard let end = rest.lowercased().firstRange(of: "</\(name)") else { return "" }
        let lowered = rest.lowercased()
        let tail = lowered.distance(from: lowered.startIndex, to: end.lowerBound)
        return rest.dropFirst(tail)
    }

    /// The `>` that ends the tag; one inside quotes does not.
    private static func tagEnd(_ inside: Substring) -> Substring.Index? {
        var quote: Character?
        for index in inside.indices {
            let character = inside[index]
            if let open = quote {
                if character == open { quote = nil }
            } else if character == "\"" || character == "'" {
                quote = character
            } else if character == ">" {
                return index
            }
        }
        return inside.firstIndex(of: ">")
    }

    private static func entitiesRead(_ text: String) -> String {
        guard text.contains("&") else { return text }
        var result = ""
        var rest = text[...]
        while let start = rest.firstIndex(of: "&") {
            result += rest[..<start]
            let inside = rest[rest.index(after: start)...]
            let name = inside.prefix(10).prefix { $0.isLetter || $0.isNumber || $0 == "#" }
            if let character = entity(name), inside.dropFirst(name.count).first == ";" {
                result.unicodeScalars.append(character)
                rest = inside.dropFirst(name.count + 1)
            } else {
                result.append("&")
                rest = inside
            }
        }
        return result + rest
    }

    private static func entity(_ name: Substring) -> Unicode.Scalar? {
        if name.hasPrefix("#x") || name.hasPrefix("#X") {
            return UInt32(name.dropFirst(2), radix: 16).flatMap(Unicode.Scalar.init)
        }
        if name.hasPrefix("#") { return UInt32(name.dropFirst()).flatMap(Unicode.Scalar.init) }
        return named[String(name)]
    }

    private static let breaking: Set<String> = [
        "br", "p", "div", "li", "ul", "ol", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "section",
        "article",
        "blockquote", "pre", "dt", "dd",
    ]
    private static let paragraph: Set<String> = [
        "p", "ul", "ol", "table", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote",
    ]
    private static let dropped: Set<String> = [
        "script", "style", "iframe", "template", "noscript", "svg", "head", "title",
    ]
    private static let named: [String: Unicode.Scalar] = [
        "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": " ", "ndash": "–", "mdash": "—",
        "hellip": "…",
        "lsquo": "‘", "rsquo": "’", "ldquo": "“", "rdquo": "”", "bull": "•", "middot": "·", "deg": "°", "times": "×",
        "frac12": "½", "frac14": "¼", "frac34": "¾", "trade": "™", "reg": "®", "copy": "©", "euro": "€", "pound": "£",
        "eacute": "é", "egrave": "è", "agrave": "à", "ccedil": "ç", "ouml": "ö", "auml": "ä", "uuml": "ü", "szlig": "ß",
        "ntilde": "ñ", "oacute": "ó", "iacute": "í", "aacute": "á", "ecirc": "ê", "ocirc": "ô",
    ]
}
