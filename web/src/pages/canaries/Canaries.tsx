export default function Canaries() { return <h1>Canaries</h1>; }
