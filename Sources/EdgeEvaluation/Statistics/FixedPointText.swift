import Foundation

/// `value` with `digits` digits after the point, correctly rounded.
func fixed(_ value: Double, _ digits: Int) -> String { String(format: "%.\(digits)f", value) }
